import { floatAttribute, intAttribute } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import { countUses, edited, floatsNamed, makersOf } from './network-edit.ts';

/** Which axis of a layer's weights counts its outputs; Gemm's are [in, out] by then. */
const outputAxis: Readonly<Record<string, number>> = { Conv: 0, ConvTranspose: 1, Gemm: 1 };

/**
 * Puts a BatchNormalization into the layer before it: y = (Wx + b)·s + t with s = γ/√(σ² + ε), t = β - μs.
 * It is exact up to rounding, and one layer fewer to train, prune and quantize. One that follows anything
 * else stays.
 */
export function foldBatchNorms(network: Network): Network {
  const makers = makersOf(network);
  const uses = countUses(network);
  const nodes = new Map<NetworkNode, readonly NetworkNode[]>();
  const weights: Record<string, Weight> = {};
  for (const norm of network.nodes) {
    if (norm.op !== 'BatchNormalization') continue;
    const affine = affineOf(network, norm);
    const layer = makers.get(norm.inputs[0] ?? '');
    const axis = layer && outputAxis[layer.op];
    if (!affine || !layer || axis === undefined || nodes.has(layer)) continue;
    const [x = '', w = '', b = ''] = layer.inputs;
    const weight = floatsNamed(network, w);
    const bias = b === '' ? null : floatsNamed(network, b);
    const once = [layer.outputs[0] ?? '', w, ...(b === '' ? [] : [b])].every(
      (name) => uses.get(name) === 1,
    );
    const known = weight && once && (b === '' || bias);
    if (!known || intAttribute(layer.attributes, 'group', 1) !== 1) continue;
    const channels = affine.scale.length;
    if (weight.shape[axis] !== channels || (bias && bias.data.length !== channels)) continue;
    const biasName = b === '' ? `${w}.bias` : b;
    weights[w] = scaleAxis(weight, axis, affine.scale);
    weights[biasName] = {
      shape: [channels],
      data: affine.shift.map((shift, c) => (bias?.data[c] ?? 0) * (affine.scale[c] ?? 1) + shift),
    };
    nodes.set(norm, []);
    nodes.set(layer, [{ ...layer, inputs: [x, w, biasName], outputs: [norm.outputs[0] ?? ''] }]);
  }
  return edited(network, { nodes, weights });
}

function affineOf(
  network: Network,
  { inputs, attributes }: NetworkNode,
): { readonly scale: Float32Array; readonly shift: Float32Array } | null {
  const [gamma, beta, mean, variance] = inputs
    .slice(1)
    .map((name) => floatsNamed(network, name)?.data);
  if (!gamma || !beta || !mean || !variance) return null;
  const epsilon = floatAttribute(attributes, 'epsilon', 1e-5);
  const scale = gamma.map((value, c) => value / Math.sqrt((variance[c] ?? 0) + epsilon));
  const shift = beta.map((value, c) => value - (mean[c] ?? 0) * (scale[c] ?? 0));
  return { scale, shift };
}

function scaleAxis({ shape, data }: Weight, axis: number, scale: Float32Array): Weight {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const count = shape[axis] ?? 1;
  return {
    shape,
    data: data.map((value, i) => value * (scale[Math.floor(i / inner) % count] ?? 1)),
  };
}

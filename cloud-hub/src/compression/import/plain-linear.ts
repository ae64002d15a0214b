import { floatAttribute, int, intAttribute } from '@lookout/shared/onnx/attribute';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network, type NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { Shape } from '@lookout/shared/onnx/value';
import { countUses, edited, floatsNamed, makersOf } from './network-edit.ts';

/**
 * Every dense layer as Gemm with weights [in, out] and factors of 1, which is how Lookout's own networks have
 * them: exporters also write [out, in] with transB, α and β, or MatMul and Add.
 */
export const plainLinears = (network: Network): Network => plainGemms(fuseBiases(network));

/** MatMul [batch, in]·[in, out] followed by nothing but + [out]. */
function fuseBiases(network: Network): Network {
  const uses = countUses(network);
  const makers = makersOf(network);
  const shapes = shapesOf(network);
  const nodes = new Map<NetworkNode, readonly NetworkNode[]>();
  const weights: Record<string, Weight> = {};
  for (const add of network.nodes) {
    if (add.op !== 'Add') continue;
    for (const [product, other] of [add.inputs, add.inputs.toReversed()]) {
      const matmul = product === undefined ? undefined : makers.get(product);
      const bias = other === undefined ? null : floatsNamed(network, other);
      const [x = '', w = ''] = matmul?.inputs ?? [];
      const [, out] = network.weights[w]?.shape ?? [];
      const single = product !== undefined && uses.get(product) === 1;
      if (matmul?.op !== 'MatMul' || !single || !bias || other === undefined || out === undefined)
        continue;
      if (shapes.get(x)?.length !== 2 || bias.data.length !== out) continue;
      weights[other] = { shape: [out], data: bias.data };
      nodes.set(matmul, []);
      nodes.set(add, [{ op: 'Gemm', inputs: [x, w, other], outputs: add.outputs, attributes: {} }]);
      break;
    }
  }
  return edited(network, { nodes, weights });
}

function plainGemms(network: Network): Network {
  const uses = countUses(network);
  const nodes = new Map<NetworkNode, readonly NetworkNode[]>();
  const weights: Record<string, Weight> = {};
  for (const node of network.nodes) {
    if (node.op !== 'Gemm' || intAttribute(node.attributes, 'transA', 0) === 1) continue;
    const [x = '', w = '', b = ''] = node.inputs;
    const weight = floatsNamed(network, w);
    const bias = floatsNamed(network, b);
    const own = (name: string) => name === '' || uses.get(name) === 1;
    if (!weight || !own(w) || !own(b) || (b !== '' && !bias)) continue;
    const turned = intAttribute(node.attributes, 'transB', 0) === 1 ? transposed(weight) : weight;
    weights[w] = scaled(turned, floatAttribute(node.attributes, 'alpha', 1));
    if (bias) {
      const whole = scaled(bias, floatAttribute(node.attributes, 'beta', 1));
      const row = whole.data.length === turned.shape[1];
      weights[b] = row ? { ...whole, shape: [whole.data.length] } : whole;
    }
    nodes.set(node, [{ ...node, inputs: b === '' ? [x, w] : [x, w, b], attributes: plain }]);
  }
  return edited(network, { nodes, weights });
}

const plain = { transA: int(0), transB: int(0) };

function transposed({ shape: [rows = 0, columns = 0], data }: Weight): Weight {
  const turned = Float32Array.from(
    data,
    (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0,
  );
  return { shape: [columns, rows], data: turned };
}

const scaled = (weight: Weight, factor: number): Weight =>
  factor === 1 ? weight : { ...weight, data: weight.data.map((value) => value * factor) };

/** Of every value that is computed, by its name. */
function shapesOf(network: Network): ReadonlyMap<string, Shape> {
  const g = new GraphBuilder();
  const shapes = new Map<string, Shape>();
  const input = g.input('window', 'float32', ['batch', ...network.input.shape]);
  appendNetwork(g, network, input, undefined, (value, name) => {
    shapes.set(name, value.shape);
    return value;
  });
  return shapes;
}

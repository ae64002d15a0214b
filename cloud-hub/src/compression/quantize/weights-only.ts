import { int } from '@lookout/shared/onnx/attribute';
import type { Network } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import { ELEMENT_TYPES } from '@lookout/shared/onnx/value';
import { NetworkDraft } from '../network/network-draft.ts';
import { int8Weight } from './int8-weight.ts';
import { layerWeights } from './layer-weights.ts';
import { QuantizeError } from './quantize-error.ts';

/**
 * The same network with its weights held as int8 and one scale per output: a quarter of the file.
 *
 * A weight is written as Cast · scale, which ONNX Runtime works out when it loads the model, so that it
 * then runs as fast as in float32. Of DequantizeLinear it makes nothing without a session option, and
 * runs slower (facts.md, "How far a VAE detector compresses").
 * @throws QuantizeError 'no_weights', 'bad_weights'
 */
export function weightsOnly(network: Network): Network {
  const smaller = withInt8Weights(network);
  if (smaller !== network) return smaller;
  throw new QuantizeError('no_weights', 'the network has no layer whose weights could be rounded');
}

/** `weightsOnly` where there is a weight to round; else the network as it is. */
export function withInt8Weights(network: Network): Network {
  const draft = new NetworkDraft(network);
  const rounded = new Map<string, string>();
  for (const node of network.nodes) {
    const inputs = [...node.inputs];
    for (const { operand, axis } of layerWeights(node)) {
      const name = node.inputs[operand] ?? '';
      const weight = network.weights[name];
      if (!weight || !saves(weight, axis)) continue;
      const known = rounded.get(name) ?? appendInt8(draft, name, weight, axis);
      rounded.set(name, known);
      inputs[operand] = known;
    }
    draft.keep(node, inputs);
  }
  return rounded.size > 0 ? draft.finish() : network;
}

function appendInt8(draft: NetworkDraft, name: string, weight: Weight, axis: number): string {
  const { values, scales } = int8Weight(name, weight, axis);
  const shape = weight.shape.map((dim, i) => (i === axis ? dim : 1));
  const int8 = draft.constant(values, weight.shape, `${name}.int8`);
  const scale = draft.constant(scales, shape, `${name}.scale`);
  const float = draft.node('Cast', [int8], { to: int(ELEMENT_TYPES.float32.code) }, `${name}.cast`);
  return draft.node('Mul', [float, scale], {}, `${name}.float`);
}

/** Two nodes and two names take about so many bytes of a file. */
const overheadBytes = 200;

const saves = ({ data, shape }: Weight, axis: number): boolean =>
  shape.length > 1 && 3 * data.length > 4 * (shape[axis] ?? 1) + overheadBytes;

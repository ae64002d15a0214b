import { int, intAttribute } from '@lookout/shared/onnx/attribute';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  appendNetwork,
  type FixedTensor,
  type Network,
  type NetworkNode,
} from '@lookout/shared/onnx/network';
import { ELEMENT_TYPES } from '@lookout/shared/onnx/value';
import { NetworkDraft } from '../network/network-draft.ts';
import { halfBits, largestHalf } from './half.ts';
import { QuantizeError } from './quantize-error.ts';

type Form = 'float32' | 'float16';

/** Sums over many numbers, and what leaves float16 for an input of 12 (e^12 > 65504) or of 256 (256² too). */
const inFloat32 = new Set([
  ...['Exp', 'Log', 'Softplus', 'Softmax', 'LogSoftmax', 'Pow', 'Sqrt', 'Reciprocal', 'Erf'],
  ...['LayerNormalization', 'InstanceNormalization', 'GroupNormalization', 'BatchNormalization'],
  ...['ReduceSum', 'ReduceMean', 'ReduceSumSquare', 'ReduceL2', 'ReduceLogSumExp', 'CumSum'],
  ...['GRU', 'LSTM', 'RNN', 'GlobalAveragePool'],
]);

/**
 * The network for GPUs: weights and activations in float16, half the file and twice the rate. It takes
 * and gives float32; what overflows or loses too much in float16 stays in float32.
 * @throws QuantizeError 'bad_weights' where one is beyond float16, 'no_weights'
 */
export function toFloat16(network: Network): Network {
  if (Object.keys(network.weights).length === 0)
    throw new QuantizeError('no_weights', 'the network has no weights to hold in float16');
  return new HalfWriter(network).write();
}

class HalfWriter {
  readonly #draft: NetworkDraft;
  /** In which of both each value is made; what is neither is not here. */
  readonly #made: Map<string, Form>;
  readonly #turned = new Map<string, string>();

  constructor(private readonly network: Network) {
    this.#draft = new NetworkDraft(network);
    this.#made = madeForms(network);
  }

  write(): Network {
    for (const node of this.network.nodes) {
      const inputs = node.inputs.map((name, i) => this.#as(name, operandForm(node, i)));
      const toFloat = node.op === 'Cast' && castsTo(node) === ELEMENT_TYPES.float32.code;
      const to = { to: int(ELEMENT_TYPES.float16.code) };
      this.#draft.keep(toFloat ? { ...node, attributes: to } : node, inputs);
    }
    const outputs = Object.entries(this.network.outputs);
    return this.#draft.finish(
      Object.fromEntries(outputs.map(([output, name]) => [output, this.#as(name, 'float32')])),
    );
  }

  #as(name: string, form: Form): string {
    const made = this.#made.get(name);
    const tensor = this.network.weights[name] ?? this.network.constants[name];
    if (tensor ? form === 'float32' : made === undefined || made === form) return name;
    const known = this.#turned.get(name) ?? this.#turn(name, form, tensor);
    this.#turned.set(name, known);
    return known;
  }

  #turn(name: string, form: Form, tensor: FixedTensor | undefined): string {
    const to = { to: int(ELEMENT_TYPES[form].code) };
    if (!tensor) return this.#draft.node('Cast', [name], to, `${name}.${form}`);
    const { data, shape } = tensor;
    if (!(data instanceof Float32Array)) return name;
    return this.#draft.constant(halves(name, data), shape, `${name}.half`);
  }
}

/** The network runs in float32 once, on paper, to tell numbers from indices and conditions. */
function madeForms(network: Network): Map<string, Form> {
  const forms = new Map<string, Form>();
  const g = new GraphBuilder();
  const input = g.input('x', 'float32', ['batch', ...network.input.shape]);
  const makers = new Map(network.nodes.flatMap((node) => node.outputs.map((name) => [name, node])));
  appendNetwork(g, network, input, undefined, (value, name) => {
    const maker = makers.get(name);
    const float = !maker || inFloat32.has(maker.op);
    if (value.type === 'float32') forms.set(name, float ? 'float32' : 'float16');
    return value;
  });
  return forms;
}

/** Scales and regions of a Resize are float32 whatever is resized. */
const operandForm = ({ op }: NetworkNode, operand: number): Form =>
  inFloat32.has(op) || (op === 'Resize' && operand > 0) ? 'float32' : 'float16';

const castsTo = ({ attributes }: NetworkNode): number => intAttribute(attributes, 'to', 0);

function halves(name: string, data: Float32Array): Uint16Array {
  return Uint16Array.from(data, (value) => {
    if (Math.abs(value) <= largestHalf) return halfBits(value);
    throw new QuantizeError('bad_weights', `"${name}" holds ${value}, which float16 does not`);
  });
}

import type { Attributes } from './attribute.ts';
import { OnnxError } from './error.ts';
import type { GraphBuilder } from './graph.ts';
import type { Weight } from './vae.ts';
import type { TensorData, Value } from './value.ts';

export const networkOutputs = ['reconstruction', 'mu', 'logvar', 'score'] as const;
export type NetworkOutput = (typeof networkOutputs)[number];

/** Operands by name, '' where one is left out. */
export interface NetworkNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Attributes;
}

/** A tensor that is not trained: a shape, an axis, a bound. */
export interface FixedTensor {
  readonly shape: readonly number[];
  readonly data: TensorData;
}

/**
 * A network by itself, without scaling or score, wherever it came from: what is trained, pruned and
 * quantized. Plain data: every change makes a new one.
 */
export interface Network {
  readonly input: { readonly name: string; readonly shape: readonly number[] }; // without the batch
  /** In order: each uses what stands before it. */
  readonly nodes: readonly NetworkNode[];
  /** What training may change, float32, in the order of use. */
  readonly weights: Readonly<Record<string, Weight>>;
  readonly constants: Readonly<Record<string, FixedTensor>>;
  /** Names of the values that are given out; z = μ where the network has a latent. */
  readonly outputs: Readonly<Partial<Record<NetworkOutput, string>>>;
}

export type NetworkValues = Readonly<Partial<Record<NetworkOutput, Value>>>;

/**
 * Adds the network to a graph.
 * @param input [batch, ...network.input.shape]
 * @param weight supplies each trained tensor, by default as a constant
 * @param onValue sees every computed value under its name in the network, and may give another instead
 * @throws OnnxError where the nodes do not fit together
 */
export function appendNetwork(
  g: GraphBuilder,
  network: Network,
  input: Value,
  weight: (name: string) => Value = constantWeights(g, network),
  onValue: (value: Value, name: string) => Value = (value) => value,
): NetworkValues {
  const known = new Map<string, Value>([[network.input.name, onValue(input, network.input.name)]]);
  for (const name of Object.keys(network.weights)) known.set(name, weight(name));
  for (const [name, { data, shape }] of Object.entries(network.constants))
    known.set(name, g.constant(data, shape));
  for (const node of network.nodes) {
    const inputs = node.inputs.map((name) => (name === '' ? null : lookUp(known, name)));
    const outputs = g.ops(node.op, inputs, node.attributes, node.outputs.length);
    outputs.forEach((value, i) => {
      const name = node.outputs[i] ?? '';
      if (name !== '') known.set(name, onValue(value, name));
    });
  }
  return Object.fromEntries(
    Object.entries(network.outputs).map(([output, name]) => [output, lookUp(known, name)]),
  );
}

const constantWeights = (g: GraphBuilder, network: Network) => (name: string) => {
  const weight = network.weights[name];
  if (!weight) throw new OnnxError('structure', `the network has no weight "${name}"`);
  return g.constant(weight.data, weight.shape, `network/${name}`);
};

function lookUp(known: ReadonlyMap<string, Value>, name: string): Value {
  const value = known.get(name);
  if (value) return value;
  throw new OnnxError('structure', `"${name}" is used, and nothing before computes it`);
}

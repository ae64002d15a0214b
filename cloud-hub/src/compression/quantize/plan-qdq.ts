import { floatAttribute, intAttribute, stringAttribute } from '@lookout/shared/onnx/attribute';
import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import { NodeGraph } from '../network/node-graph.ts';
import type { WeightBits } from './int8-weight.ts';
import { layerWeights } from './layer-weights.ts';
import { QuantizeError } from './quantize-error.ts';
import { type Affine, affineOf, type Ranges } from './range.ts';

/** What of a network runs in eight bits. */
export interface QdqPlan {
  /** Numbers of the nodes. */
  readonly nodes: ReadonlySet<number>;
  /** The values that are rounded to u8, by name. */
  readonly values: ReadonlyMap<string, Affine>;
}

export interface QdqOptions {
  /** Numbers of layers that stay in float32, their weights as int8. */
  readonly keepFloat?: ReadonlySet<number>;
  /** Of the weights of layers in eight bits: 7, which every CPU sums rightly, unless it is said. */
  readonly weightBits?: WeightBits;
}

/** They move numbers about: what comes out has the scale of what went in. */
const movers = new Set([
  ...['Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze'],
  ...['MaxPool', 'Resize'],
]);
/** They have a kernel of their own in eight bits. */
const kernels = new Set([
  ...['Add', 'Mul', 'Concat', 'LeakyRelu', 'Sigmoid'],
  ...['AveragePool', 'GlobalAveragePool'],
]);

/**
 * Which nodes run in eight bits and which values are rounded for them: each layer that is not kept, and
 * what lies between two of them. A rounding that no layer asks for costs time and saves none.
 * @throws QuantizeError 'bad_range', 'no_weights'
 */
export function planQdq(network: Network, ranges: Ranges, options: QdqOptions = {}): QdqPlan {
  const graph = new NodeGraph(network);
  const isKept = (number: number) => options.keepFloat?.has(number) ?? false;
  const eightBits = inEightBits(graph, isKept);
  const nodes = new Set<number>();
  const wanted = new Set<string>();
  for (let number = network.nodes.length - 1; number >= 0; number--) {
    const node = network.nodes[number];
    if (!node || isKept(number) || !eightBits.has(node.outputs[0] ?? '')) continue;
    const [x = ''] = node.inputs;
    const result = wanted.has(resultOf(graph, node));
    if (isLayer(graph, node) || (isMover(node) && result)) wanted.add(x);
    else if (isKernel(graph, node) && result) for (const name of node.inputs) wanted.add(name);
    else continue;
    nodes.add(number);
  }
  if (![...nodes].some((number) => isLayer(graph, network.nodes[number])))
    throw new QuantizeError('no_weights', 'the network has no layer that could run in eight bits');
  return { nodes, values: affines(graph, nodes, wanted, ranges) };
}

/**
 * The values that could come out in eight bits: of layers that are not kept, and of what follows on them
 * or on the input. Behind a layer in float32 the rounding waits until a layer needs it: there is less to
 * round after a pooling.
 */
function inEightBits(graph: NodeGraph, isKept: (number: number) => boolean): ReadonlySet<string> {
  const { input, nodes } = graph.network;
  const values = new Set([input.name]);
  nodes.forEach((node, number) => {
    const follows = isMover(node) ? node.inputs.slice(0, 1) : node.inputs;
    const fitting = isMover(node) || isKernel(graph, node) || node.op === 'Relu';
    const goesOn = fitting && follows.every((name) => values.has(name));
    if (!isKept(number) && (isLayer(graph, node) || goesOn))
      for (const name of node.outputs) values.add(name);
  });
  return values;
}

/** The scale of each rounded value, in order. */
function affines(
  graph: NodeGraph,
  nodes: ReadonlySet<number>,
  wanted: ReadonlySet<string>,
  ranges: Ranges,
): Map<string, Affine> {
  const { input, nodes: all } = graph.network;
  const values = new Map<string, Affine>();
  const round = (name: string) => {
    const range = ranges.get(name);
    if (!range) throw new QuantizeError('bad_range', `"${name}" was never observed`);
    // A Relu goes into the rounding after it only where that cuts at 0.
    const low = graph.makerNode(name)?.op === 'Relu' ? 0 : range.low;
    values.set(name, affineOf(name, { ...range, low }));
  };
  if (wanted.has(input.name)) round(input.name);
  all.forEach((node, number) => {
    const inherited = values.get(node.inputs[0] ?? '');
    for (const name of node.outputs) {
      if (isMover(node) && nodes.has(number) && inherited) values.set(name, inherited);
      else if (wanted.has(name) || alwaysRounds(graph, nodes, name)) round(name);
    }
  });
  return values;
}

/** Only a matrix product has a kernel that takes u8 and gives float32, and only without a Relu behind. */
function alwaysRounds(graph: NodeGraph, nodes: ReadonlySet<number>, value: string): boolean {
  const maker = makerInt8(graph, nodes, value);
  if (maker === null || movers.has(maker.op)) return false;
  return !['Gemm', 'MatMul'].includes(maker.op) || maker !== graph.makerNode(value);
}

/** The node in eight bits whose result this value is; null where it comes out of float32. */
export function makerInt8(
  graph: NodeGraph,
  nodes: ReadonlySet<number>,
  value: string,
): NetworkNode | null {
  const own = graph.makerNode(value);
  const before = own?.op === 'Relu' ? (own.inputs[0] ?? '') : value;
  const number = graph.maker(before);
  const maker = graph.makerNode(before);
  if (number === null || !maker || !nodes.has(number)) return null;
  return resultOf(graph, maker) === value ? maker : null;
}

/** A Relu behind a node is a matter of where its range begins, if it is the only one to see the node. */
function resultOf(graph: NodeGraph, { op, outputs: [output = ''] }: NetworkNode): string {
  if (movers.has(op)) return output;
  const user = graph.network.nodes[graph.soleUser(output) ?? -1];
  return user?.op === 'Relu' ? (user.outputs[0] ?? output) : output;
}

/** A product with weights that ONNX Runtime has in eight bits. */
export function isLayer(graph: NodeGraph, node: NetworkNode | undefined): boolean {
  if (!node || !['Conv', 'Gemm', 'MatMul'].includes(node.op)) return false;
  const [x = '', weightName = '', biasName = ''] = node.inputs;
  const weight = graph.network.weights[weightName];
  if (!graph.isValue(x) || !weight) return false;
  const [axis] = layerWeights(node).map((layer) => layer.axis);
  const outputs = weight.shape[axis ?? 0];
  const bias = graph.network.weights[biasName];
  if (biasName !== '' && bias?.data.length !== outputs) return false;
  return node.op === 'Conv' || (weight.shape.length === 2 && isPlainGemm(node));
}

const isPlainGemm = ({ attributes }: NetworkNode): boolean =>
  intAttribute(attributes, 'transA', 0) === 0 &&
  floatAttribute(attributes, 'alpha', 1) === 1 &&
  floatAttribute(attributes, 'beta', 1) === 1;

const isMover = ({ op, outputs, attributes }: NetworkNode): boolean =>
  movers.has(op) &&
  outputs.length === 1 &&
  (op !== 'Resize' || stringAttribute(attributes, 'mode') !== 'linear') &&
  (op !== 'Resize' || stringAttribute(attributes, 'mode') !== 'cubic');

const isKernel = (graph: NodeGraph, { op, inputs }: NetworkNode): boolean =>
  kernels.has(op) && inputs.every((name) => graph.isValue(name));

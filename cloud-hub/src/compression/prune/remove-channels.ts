import { int } from '@lookout/shared/onnx/attribute';
import { OnnxError } from '@lookout/shared/onnx/error';
import type { FixedTensor, Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';
import type { TensorData } from '@lookout/shared/onnx/value';
import type { ChannelMap } from './channel-map.ts';
import { foldMeans } from './fold-means.ts';
import type { Labels } from './label-pool.ts';

/** Mean of every value that a weight sums over, one number per position of the summed axis. */
export type ValueMeans = ReadonlyMap<string, Float64Array>;

/**
 * The network without these channels: weights, statistics and shapes shrink, nothing is masked. What a
 * channel added on average goes into the biases of those that summed over it.
 */
export function removeChannels(
  network: Network,
  map: ChannelMap,
  channels: ReadonlySet<number>,
  means: ValueMeans,
): Network {
  const gone = (label: number) => channels.has(map.channelOf(label));
  const folded = foldMeans(network, map, gone, means);
  const labels = new Map([...map.labels, ...folded.labels]);
  const weights = mapTensors(folded.weights, (name, weight): Weight => {
    const { shape, data } = shrink(weight, labels.get(name), gone);
    if (data instanceof Float32Array) return { shape, data };
    throw new OnnxError('structure', `weight "${name}" is not float32`);
  });
  const constants: Record<string, FixedTensor> = mapTensors(network.constants, (name, tensor) =>
    shrink(tensor, labels.get(name), gone),
  );
  const nodes = folded.nodes.map((node, number) => {
    if (node.op === 'Reshape') return reshaped(node, number, map, gone, constants);
    return regrouped(node, map, gone);
  });
  return { ...network, nodes, weights, constants };
}

function mapTensors<T, U>(
  tensors: Readonly<Record<string, T>>,
  change: (name: string, tensor: T) => U,
): Record<string, U> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, change(name, tensor)]),
  );
}

/** A reshape says how large the shrunk axes are: it gets a target of its own. */
function reshaped(
  node: NetworkNode,
  number: number,
  map: ChannelMap,
  gone: (label: number) => boolean,
  constants: Record<string, FixedTensor>,
): NetworkNode {
  const [x = '', target = ''] = node.inputs;
  const labels = map.labels.get(node.outputs[0] ?? '') ?? [];
  const old = constants[target];
  if (!old || labels.every((axis) => !axis?.some(gone))) return node;
  const sizes = Array.from(old.data, Number).map((size, axis) => {
    const kept = labels[axis]?.reduce((count, label) => count + Number(!gone(label)), 0);
    return kept === undefined || size <= 0 ? size : kept;
  });
  const name = `${target}/${number}`;
  constants[name] = { shape: old.shape, data: BigInt64Array.from(sizes, BigInt) };
  return { ...node, inputs: [x, name, ...node.inputs.slice(2)] };
}

/** A depthwise convolution has as many groups as channels. */
function regrouped(
  node: NetworkNode,
  map: ChannelMap,
  gone: (label: number) => boolean,
): NetworkNode {
  const group = node.attributes.group;
  if (group?.kind !== 'int' || group.value === 1) return node;
  const axis = map.labels.get(node.inputs[1] ?? '')?.[0];
  if (!axis) return node;
  const kept = axis.reduce((count, label) => count + Number(!gone(label)), 0);
  return { ...node, attributes: { ...node.attributes, group: int(kept) } };
}

/** Without the positions of channels that are gone. */
function shrink(
  tensor: FixedTensor,
  labels: Labels | undefined,
  gone: (label: number) => boolean,
): FixedTensor {
  let result = tensor;
  labels?.forEach((axis, at) => {
    if (!axis?.some(gone)) return;
    const kept = [...axis.keys()].filter((position) => !gone(axis[position] ?? -1));
    result = take(result, at, kept);
  });
  return result;
}

/** tensor[..., positions, ...] along one axis. */
function take(
  { shape, data }: FixedTensor,
  axis: number,
  positions: readonly number[],
): FixedTensor {
  const inner = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const size = shape[axis] ?? 1;
  const outer = data.length / (inner * size);
  const result = emptyLike(data, outer * positions.length * inner);
  for (let o = 0; o < outer; o++)
    positions.forEach((position, p) => {
      const from = (o * size + position) * inner;
      copy(data, from, result, (o * positions.length + p) * inner, inner);
    });
  return { shape: shape.with(axis, positions.length), data: result };
}

function emptyLike(data: TensorData, length: number): TensorData {
  if (data instanceof Float32Array) return new Float32Array(length);
  if (data instanceof Float64Array) return new Float64Array(length);
  if (data instanceof Uint16Array) return new Uint16Array(length);
  if (data instanceof BigInt64Array) return new BigInt64Array(length);
  if (data instanceof Int32Array) return new Int32Array(length);
  return data instanceof Int8Array ? new Int8Array(length) : new Uint8Array(length);
}

/** Weights are many: they go number by number, the rest as bytes of any kind. */
function copy(from: TensorData, start: number, to: TensorData, at: number, count: number): void {
  if (from instanceof Float32Array && to instanceof Float32Array) {
    for (let i = 0; i < count; i++) to[at + i] = from[start + i] ?? 0;
    return;
  }
  const size = from.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(from.buffer, from.byteOffset + start * size, count * size);
  new Uint8Array(to.buffer).set(bytes, at * size);
}

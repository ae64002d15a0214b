import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { ChannelMap, Product } from './channel-map.ts';
import type { Labels } from './label-pool.ts';
import type { ValueMeans } from './remove-channels.ts';

type Folded = Pick<Network, 'nodes' | 'weights'> & {
  /** Of biases that were not there before. */
  readonly labels: ReadonlyMap<string, Labels>;
};

/**
 * Adds to each bias what the channels that go contributed on average: Σ W·mean. Exact for dense layers on
 * average; at the border of a padded convolution it is the value of the inside. A layer without a bias
 * gets one; MatMul has no place for it and is left to the fine-tuning.
 */
export function foldMeans(
  network: Network,
  map: ChannelMap,
  gone: (label: number) => boolean,
  means: ValueMeans,
): Folded {
  const weights = { ...network.weights };
  const nodes = [...network.nodes];
  const labels = new Map<string, Labels>();
  for (const product of map.products) {
    const node = nodes[product.node];
    const added = addedToBias(network, map, product, gone, means);
    if (!node || !added || node.op === 'MatMul' || (product.bias === null && node.inputs[2]))
      continue;
    const name = product.bias ?? `${product.weight}.mean`;
    const before = weights[name] ?? { shape: [added.length], data: new Float32Array(added.length) };
    const data = before.data.map((value, i) => value + (added[i] ?? 0));
    weights[name] = { shape: before.shape, data };
    nodes[product.node] = withBias(node, name);
    const made = map.labels.get(product.weight)?.[product.outAxis] ?? null;
    if (product.bias === null) labels.set(name, [made]);
  }
  return { nodes, weights, labels };
}

const withBias = (node: NetworkNode, name: string): NetworkNode => ({
  ...node,
  inputs: [node.inputs[0] ?? '', node.inputs[1] ?? '', name],
});

/** [outputs] */
function addedToBias(
  network: Network,
  map: ChannelMap,
  { weight: name, value, inAxis, outAxis, node }: Product,
  gone: (label: number) => boolean,
  means: ValueMeans,
): Float64Array | null {
  const weight = network.weights[name];
  const axis = map.labels.get(name)?.[inAxis];
  const mean = means.get(value);
  if (!weight || !mean || !axis?.some(gone)) return null;
  const { shape, data } = weight;
  const strides = shape.map((_, i) =>
    shape.slice(i + 1).reduce((product, size) => product * size, 1),
  );
  const size = (i: number) => shape[i] ?? 1;
  const step = (i: number) => strides[i] ?? 1;
  const added = new Float64Array(size(outAxis));
  // A transposed convolution spreads its kernel over `stride` times as many positions.
  const share = network.nodes[node]?.op === 'ConvTranspose' ? spreadOf(network.nodes[node]) : 1;
  data.forEach((w, at) => {
    const from = Math.floor(at / step(inAxis)) % size(inAxis);
    if (!gone(axis[from] ?? -1)) return;
    const to = Math.floor(at / step(outAxis)) % size(outAxis);
    added[to] = (added[to] ?? 0) + (w * (mean[from] ?? 0)) / share;
  });
  return added;
}

function spreadOf(node: NetworkNode | undefined): number {
  const strides = node?.attributes.strides;
  return strides?.kind === 'ints'
    ? strides.value.reduce((product, stride) => product * stride, 1)
    : 1;
}

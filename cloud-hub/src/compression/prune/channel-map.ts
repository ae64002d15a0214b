import type { Network } from '@lookout/shared/onnx/network';
import type { Shape } from '@lookout/shared/onnx/value';
import { valueShapes } from '../network/value-shapes.ts';
import { LabelPool, type Labels } from './label-pool.ts';
import { keepEverything } from './label-rule.ts';
import { LABEL_RULES } from './label-rules.ts';
import { type LayerKind, layerKind } from './layer-kind.ts';

/**
 * Which positions of which tensors belong to the same channel, so that a channel can be removed for good
 * (the dependency graph of Fang et al. 2023, "DepGraph", arXiv 2301.12900, for plain ONNX nodes).
 */
export interface ChannelMap {
  readonly shapes: ReadonlyMap<string, Shape>;
  /** By the name of a value, weight or constant; what has no channels is not there. */
  readonly labels: ReadonlyMap<string, Labels>;
  /** The products: where a channel is summed over, and where multiply-accumulates are spent. */
  readonly products: readonly Product[];
  /** Removable channels: a label of each, by the layer that makes it. */
  readonly layers: readonly Layer[];
  readonly channelOf: (label: number) => number;
}

/** A node that multiplies a value by a weight. */
export interface Product {
  readonly node: number;
  readonly value: string;
  readonly weight: string;
  readonly bias: string | null;
  readonly inAxis: number;
  readonly outAxis: number;
  /** Axis of the value that the weight sums over. */
  readonly valueAxis: number;
  /** Multiply-accumulates of one weight, per window. */
  readonly uses: number;
}

export interface Layer {
  /** Number of the node that makes these channels. */
  readonly node: number;
  readonly kind: LayerKind;
  readonly channels: readonly number[];
}

export function mapChannels(network: Network): ChannelMap {
  const shapes = valueShapes(network);
  const pool = new LabelPool();
  const labels = new Map<string, Labels>();
  const products: Product[] = [];
  const context = { network, shapes, pool, labels, products };
  network.nodes.forEach((node, number) => {
    const rule = LABEL_RULES[node.op] ?? keepEverything;
    rule(context, node, number);
  });
  for (const name of Object.values(network.outputs)) pool.keep(labels.get(name) ?? []);
  return {
    shapes,
    labels,
    products,
    layers: layersOf(network, labels, pool),
    channelOf: (label) => (pool.isKept(label) ? -1 : pool.root(label)),
  };
}

function layersOf(network: Network, labels: ReadonlyMap<string, Labels>, pool: LabelPool): Layer[] {
  const byNode = new Map<number, Set<number>>();
  for (const axes of labels.values())
    for (const axis of axes)
      for (const label of axis ?? []) {
        if (pool.isKept(label)) continue;
        const channels = byNode.get(pool.layer(label)) ?? new Set();
        byNode.set(pool.layer(label), channels.add(pool.root(label)));
      }
  return [...byNode]
    .sort(([a], [b]) => a - b)
    .map(([node, channels]) => ({
      node,
      kind: layerKind(network, node),
      channels: [...channels].sort((a, b) => a - b),
    }));
}

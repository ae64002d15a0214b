import type { Network, NetworkNode } from '@lookout/shared/onnx/network';
import type { Weight } from '@lookout/shared/onnx/vae';

/** How often each value is used, the network's outputs included. */
export function countUses({ nodes, outputs }: Network): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...nodes.flatMap((node) => node.inputs), ...Object.values(outputs)])
    counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** The one node that computes each value. */
export const makersOf = ({ nodes }: Network): ReadonlyMap<string, NetworkNode> =>
  new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));

/** A weight or fixed tensor of float32; null for what is computed, or of another type. */
export function floatsNamed({ weights, constants }: Network, name: string): Weight | null {
  const weight = weights[name];
  if (weight) return weight;
  const fixed = constants[name];
  return fixed?.data instanceof Float32Array ? { shape: fixed.shape, data: fixed.data } : null;
}

export interface Edit {
  /** Nodes instead of others, or none. */
  readonly nodes: ReadonlyMap<NetworkNode, readonly NetworkNode[]>;
  readonly weights: Readonly<Record<string, Weight>>;
}

/** The network with some nodes written otherwise; tensors that are no longer used are dropped. */
export function edited(network: Network, { nodes, weights }: Edit): Network {
  const kept = network.nodes.flatMap((node) => nodes.get(node) ?? [node]);
  const used = new Set(kept.flatMap(({ inputs }) => inputs));
  const inUse = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => used.has(name)));
  const constants = Object.fromEntries(
    Object.entries(network.constants).filter(([name]) => !(name in weights)),
  );
  return {
    ...network,
    nodes: kept,
    weights: inUse({ ...network.weights, ...weights }),
    constants: inUse(constants),
  };
}

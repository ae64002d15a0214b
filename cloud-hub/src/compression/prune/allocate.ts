import type { ChannelMap, Layer } from './channel-map.ts';
import type { MacCount } from './multiply-accumulates.ts';

export interface AllocationOptions {
  /** Multiply-accumulates that may remain. */
  readonly macs: number;
  /** Channels that a layer keeps at least: this share of what it starts with ... */
  readonly leastShare: number;
  /** ... and so many. */
  readonly leastChannels: number;
}

/**
 * Which channels go: always the one that matters least for what it costs, until the budget is met. Layers
 * shrink unequally on purpose: on SKAB at a tenth of the work an equal share for each costs .022 AUROC of
 * the latent's KL, this none (facts.md, "How far a VAE detector compresses").
 * @param importance by channel, ≥ 0
 */
export function allocate(
  map: ChannelMap,
  importance: ReadonlyMap<number, number>,
  count: MacCount,
  { macs, leastShare, leastChannels }: AllocationOptions,
): Set<number> {
  const removed = new Set<number>();
  const left = new Map<Layer, Set<number>>();
  const least = new Map<Layer, number>();
  for (const layer of map.layers) {
    left.set(layer, new Set(layer.channels));
    least.set(layer, Math.max(leastChannels, Math.ceil(leastShare * layer.channels.length)));
  }
  while (count.total > macs) {
    const next = cheapest(left, least, importance, count);
    if (next === null) break;
    left.get(next.layer)?.delete(next.channel);
    count.remove(next.channel);
    removed.add(next.channel);
  }
  return removed;
}

function cheapest(
  left: ReadonlyMap<Layer, ReadonlySet<number>>,
  least: ReadonlyMap<Layer, number>,
  importance: ReadonlyMap<number, number>,
  count: MacCount,
): { layer: Layer; channel: number } | null {
  let best: { layer: Layer; channel: number } | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (const [layer, channels] of left) {
    if (channels.size <= (least.get(layer) ?? 0)) continue;
    for (const channel of channels) {
      const saved = count.savedBy(channel);
      if (saved <= 0) continue;
      const price = (importance.get(channel) ?? 0) / saved;
      if (price >= lowest) continue;
      lowest = price;
      best = { layer, channel };
    }
  }
  return best;
}

import type { Network } from '@lookout/shared/onnx/network';
import type { ErrorScale } from '../distil/detection-scores.ts';
import { type AllocationOptions, allocate } from './allocate.ts';
import { type Layer, mapChannels } from './channel-map.ts';
import { type ImportanceKind, measureImportance } from './importance.ts';
import { MacCount } from './multiply-accumulates.ts';
import { removeChannels } from './remove-channels.ts';

export interface PruneOptions extends AllocationOptions {
  readonly importance: ImportanceKind;
  /** Reconstruction errors of channels are weighed by it. */
  readonly errorScale: ErrorScale;
}

export interface Pruned {
  readonly network: Network;
  /** As the budget counts it. */
  readonly work: number;
  readonly workBefore: number;
  /** Channels of every layer before and after. */
  readonly layers: readonly { readonly before: number; readonly after: number }[];
}

/**
 * Removes the channels that detection misses least, down to a budget of work.
 * @param windows [n, ...network.input.shape] that the channels are judged on
 */
export async function prune(
  network: Network,
  windows: Float32Array,
  options: PruneOptions,
): Promise<Pruned> {
  const map = mapChannels(network);
  const { importance, errorScale } = options;
  const measured = await measureImportance(network, map, windows, errorScale, importance);
  const count = new MacCount(network, map);
  const workBefore = count.work;
  const removed = allocate(map, measured.importance, count, options);
  const left = ({ channels }: Layer) => channels.filter((channel) => !removed.has(channel)).length;
  return {
    network: removeChannels(network, map, removed, measured.means),
    work: count.work,
    workBefore,
    layers: map.layers.map((layer) => ({ before: layer.channels.length, after: left(layer) })),
  };
}

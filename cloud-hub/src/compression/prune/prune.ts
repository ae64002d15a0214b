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
  /**
   * Multiply-accumulates that a number put out is worth when channels are priced; 0 unless it is said. The
   * first layers of an image make many numbers of few products each, and take longer than those say.
   */
  readonly elementMacs?: number;
}

/**
 * Of images on a CPU: 32 channels of 224 by 224 took 3 ms, of which their 43 million products explain one
 * (at equal products the paper's network was a quarter faster with 32-64-32-8 than with 64-32-16-8 channels).
 */
export const imageElementMacs = 64;

export interface Pruned {
  readonly network: Network;
  readonly macs: number;
  readonly macsBefore: number;
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
  const count = new MacCount(network, map, options.elementMacs);
  const macsBefore = count.macs;
  const removed = allocate(map, measured.importance, count, options);
  const left = ({ channels }: Layer) => channels.filter((channel) => !removed.has(channel)).length;
  return {
    network: removeChannels(network, map, removed, measured.means),
    macs: count.macs,
    macsBefore,
    layers: map.layers.map((layer) => ({ before: layer.channels.length, after: left(layer) })),
  };
}

import { quantile } from '../calibration.ts';
import { normalRows, type Recording } from '../recording.ts';
import { divisorOf } from '../scaling.ts';

/** Where a channel lies on normal rows and how far it swings, engineering units. */
export interface ChannelLevel {
  readonly median: number;
  /** Robust standard deviation; 0 for a channel that never moves. */
  readonly spread: number;
}

/** Of a normal distribution, the interquartile range is so many standard deviations. */
const iqrOfNormal = 1.349;

/**
 * Median and IQR / 1.349 of every channel over the normal rows; the plain standard deviation where more
 * than half of the values are equal. A spread below the resolution of float32 at that level is 0.
 */
export function channelLevels(recordings: readonly Recording[]): ChannelLevel[] {
  const normal = recordings.map(normalRows);
  const channels = normal[0]?.channels ?? 0;
  return Array.from({ length: channels }, (_, channel) =>
    levelOf(Float64Array.from(normal.flatMap((part) => [...columnOf(part, channel)])).sort()),
  );
}

function levelOf(rising: Float64Array): ChannelLevel {
  if (rising.length === 0) return { median: 0, spread: 0 };
  const median = quantile(rising, 0.5);
  const robust = (quantile(rising, 0.75) - quantile(rising, 0.25)) / iqrOfNormal;
  const spread = robust > 0 ? robust : standardDeviation(rising);
  const moves = divisorOf({ mean: median, sd: spread }) === spread;
  return { median, spread: moves ? spread : 0 };
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length);
}

/** One channel of a recording: [rows]. */
export const columnOf = (
  { rows, channels, values }: Pick<Recording, 'rows' | 'channels' | 'values'>,
  channel: number,
): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => values[row * channels + channel] ?? 0);

import type { Calibration } from '../../bundle/manifest.ts';
import { levelAt, quantile } from '../calibration.ts';
import type { IntervalOptions } from './auroc-interval.ts';
import { drawBlocks } from './block-bootstrap.ts';

/** What the calibration promises at one level of the score, and what came of it on these windows. */
export interface TailPoint {
  /** Share of normal windows that should exceed `level`. */
  readonly stated: number;
  readonly level: number;
  readonly realised: number;
  /**
   * Block-bootstrap interval of `realised`. Where no window exceeds the level every resample gives 0, so
   * there the upper limit is that of a binomial of as many draws as there are blocks (1 - α^(1/n)).
   */
  readonly low: number;
  readonly high: number;
}

const statedShares = [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001] as const;

/**
 * Holds the calibrated tail to normal windows that it was not fitted to. Null without any.
 * @param scores [windows], calibrated units
 * @param quiet [windows], 1 where a window holds no anomalous row
 */
export function tailReliability(
  scores: ArrayLike<number>,
  quiet: ArrayLike<number>,
  calibration: Pick<Calibration, 'quantiles' | 'tail'>,
  { level: inside = 0.95, resamples = 500, runs = [scores.length], ...blocks }: IntervalOptions,
): TailPoint[] | null {
  const levels = statedShares.map((share) => levelAt(calibration, share));
  // Levels rise, so a window exceeds the first so many of them.
  const exceeded = Uint8Array.from({ length: scores.length }, (_, i) =>
    levels.reduce((count, level) => count + ((scores[i] ?? 0) > level ? 1 : 0), 0),
  );
  const counts = new Uint16Array(scores.length).fill(1);
  const whole = shares(exceeded, quiet, counts);
  if (!whole) return null;
  const drawn: Float64Array[] = [];
  for (let i = 0; i < resamples; i++) {
    drawBlocks(counts, { ...blocks, runs });
    const resampled = shares(exceeded, quiet, counts);
    if (resampled) drawn.push(resampled);
  }
  const outside = (1 - inside) / 2;
  const quietWindows = Array.from(quiet).reduce((sum, isQuiet) => sum + isQuiet, 0);
  const blockCount = Math.max(1, quietWindows / blocks.blockLength);
  return statedShares.map((stated, k) => {
    const realised = whole[k] ?? 0;
    const rising = Float64Array.from(drawn, (one) => one[k] ?? 0).sort();
    return {
      stated,
      level: levels[k] ?? 0,
      realised,
      low: quantile(rising, outside),
      high: realised > 0 ? quantile(rising, 1 - outside) : 1 - outside ** (1 / blockCount),
    };
  });
}

/** Share of the quiet windows above each level; null without a quiet window. */
function shares(
  exceeded: Uint8Array,
  quiet: ArrayLike<number>,
  counts: Uint16Array,
): Float64Array | null {
  const above = new Float64Array(statedShares.length + 1);
  for (let i = 0; i < exceeded.length; i++) {
    const k = exceeded[i] ?? 0;
    if (quiet[i] === 1) above[k] = (above[k] ?? 0) + (counts[i] ?? 0);
  }
  for (let k = statedShares.length - 1; k >= 0; k--)
    above[k] = (above[k] ?? 0) + (above[k + 1] ?? 0);
  const total = above[0] ?? 0;
  return total > 0 ? above.subarray(1).map((count) => count / total) : null;
}

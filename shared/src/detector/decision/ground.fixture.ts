import { Random } from '../../simulator/random.ts';
import { calibrate, calibrated } from '../calibration.ts';
import type { DecisionGround, PolicyWish } from './settings.ts';
import { settingsOf } from './settings.ts';

export const windowLength = 10;
const channels = 4;

export interface Process {
  readonly rows: number;
  readonly seed: number;
  /** Of the noise, against the machine that the bundle was trained on. */
  readonly gain?: number;
  /** Where the channels stand at a row, in sd. */
  readonly offset?: (row: number) => number;
}

/**
 * Scores of a plant whose channels are noise: ln(1 + s/q99) of the squared window mean, as a detector that
 * whitens window means gives them. Windows overlap, so their scores depend on each other as real ones do.
 */
export function rawScores({ rows, seed, gain = 1, offset = () => 0 }: Process): number[] {
  const random = new Random(seed);
  const values = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: channels }, () => gain * random.normal() + offset(row)),
  );
  const sums = new Array<number>(channels).fill(0);
  return values.flatMap((row, i) => {
    const leaving = values[i - windowLength];
    row.forEach((value, c) => {
      sums[c] = (sums[c] ?? 0) + value - (leaving?.[c] ?? 0);
    });
    if (i < windowLength - 1) return [];
    const statistic = sums.reduce((total, sum) => total + (sum / windowLength) ** 2, 0);
    return [Math.log1p(statistic / q99)];
  });
}
const q99 = 1.33;

const calibration = calibrate(rawScores({ rows: 8_000, seed: 5 }), 0.003);

/** A bundle of that plant; its bounds are those of a real one. */
export const groundAt = (periodMs: number, more: Partial<DecisionGround> = {}): DecisionGround => ({
  calibration: { ...calibration, alarmsPerDay: 1 },
  input: { kind: 'series', windowLength, periodMs, channels: [] },
  commissioning: {
    minWindows: 100,
    medianBounds: [
      Math.log1p(Math.expm1(calibration.median) / 4),
      Math.log1p(Math.expm1(calibration.median) * 4),
    ],
    spreadBounds: [calibration.spread / 4, calibration.spread * 4],
  },
  ...more,
});

export const settingsAt = (periodMs: number, wish: PolicyWish = {}) =>
  settingsOf(groundAt(periodMs), wish, null);

/** In calibrated units of the bundle. */
export const scoresOf = (process: Process): number[] =>
  rawScores(process).map((score) => calibrated(score, calibration));

export const windowsOf = (scores: readonly number[], firstRow = windowLength - 1) => ({
  scores,
  ends: scores.map((_, i) => firstRow + i),
});

import type { Calibration } from '../bundle/manifest.ts';

/** Rarer than this, the empirical quantiles of a few hundred windows say nothing: the tail takes over. */
const tailShare = 0.1;
const quantileSteps = 100;
/** Of a normal distribution, the interquartile range is so many standard deviations. */
const iqrOfNormal = 1.349;

/** The quantile `q` (0 to 1) of rising values, interpolated. */
export function quantile(rising: ArrayLike<number>, q: number): number {
  const at = Math.max(0, Math.min(1, q)) * (rising.length - 1);
  const low = rising[Math.floor(at)] ?? Number.NaN;
  const high = rising[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export const calibrated = (
  score: number,
  { median, spread }: Pick<Calibration, 'median' | 'spread'>,
) => (score - median) / spread;

/**
 * Describes how the score falls on normal windows that the model has not seen, and sets the alarm
 * levels: `falseAlarmRate` of normal windows lie above the raise level, ten times as many above the
 * clear level. Under 1/(n + 1) a conformal threshold is infinite; the mean excess above the 90 %
 * quantile extends it as an exponential tail (facts.md, "False alarms").
 */
export function calibrate(scores: ArrayLike<number>, falseAlarmRate: number): Calibration {
  const rising = Float64Array.from(scores).sort();
  const median = quantile(rising, 0.5);
  const spread = spreadOf(rising);
  const units = rising.map((score) => (score - median) / spread);
  const start = quantile(units, 1 - tailShare);
  const excess = units.filter((score) => score > start).map((score) => score - start);
  const meanExcess = excess.reduce((sum, x) => sum + x, 0) / Math.max(1, excess.length);
  const shape = {
    quantiles: Array.from({ length: quantileSteps + 1 }, (_, i) =>
      quantile(units, i / quantileSteps),
    ),
    tail: { start, share: tailShare, meanExcess: Math.max(meanExcess, 1e-3) },
  };
  return { windows: rising.length, median, spread, ...levelsFor(shape, falseAlarmRate), ...shape };
}

/** The alarm levels for another share of false alarms on the same normal windows. */
export const recalibrated = (calibration: Calibration, falseAlarmRate: number): Calibration => ({
  ...calibration,
  ...levelsFor(calibration, falseAlarmRate),
});

const levelsFor = (shape: Shape, falseAlarmRate: number) => ({
  falseAlarmRate,
  raiseLevel: levelAt(shape, falseAlarmRate),
  clearLevel: levelAt(shape, Math.min(0.5, 10 * falseAlarmRate)),
});

/** Robust standard deviation; where half of all scores are equal, the plain one, and never 0. */
function spreadOf(rising: Float64Array): number {
  const robust = (quantile(rising, 0.75) - quantile(rising, 0.25)) / iqrOfNormal;
  if (robust > 1e-9) return robust;
  const mean = rising.reduce((sum, x) => sum + x, 0) / rising.length;
  const variance = rising.reduce((sum, x) => sum + (x - mean) ** 2, 0) / rising.length;
  return Math.max(Math.sqrt(variance), 1e-9);
}

type Shape = Pick<Calibration, 'quantiles' | 'tail'>;

/** The level that a share `rate` of normal windows exceeds, calibrated units. */
export function levelAt({ quantiles, tail }: Shape, rate: number): number {
  if (rate >= tail.share) return quantile(quantiles, 1 - rate);
  return tail.start + tail.meanExcess * Math.log(tail.share / rate);
}

/** Share of normal windows that score at least `score` (calibrated units): a conformal p-value. */
export function pValue({ quantiles, tail }: Shape, score: number): number {
  if (score > tail.start) return tail.share * Math.exp(-(score - tail.start) / tail.meanExcess);
  const below = quantiles.filter((level) => level < score).length;
  return Math.max(tail.share, 1 - below / quantiles.length);
}

import { z } from 'zod';
import type { Calibration, Manifest } from '../../bundle/manifest.ts';
import { quantile } from '../calibration.ts';

/** How the score falls on one asset's own normal data, calibrated units of the bundle. */
export const AssetFit = z.object({
  /** Windows that it rests on. */
  windows: z.int().min(0),
  median: z.number(),
  spread: z.number().positive(),
  /** Of the exponential tail above the 90 % quantile. */
  meanExcess: z.number().positive(),
});
export type AssetFit = z.infer<typeof AssetFit>;

/** What levels and p-values are read from. */
export type ScoreShape = Pick<Calibration, 'quantiles' | 'tail'>;

/**
 * The asset's distribution: that of the bundle, shifted and scaled, with a tail of its own. Of an asset that
 * is not known yet, that of the bundle, as far up as a recording that it had not learned from may lie.
 */
export function shapeOf(
  { quantiles, tail, arrivalShift = 0 }: ScoreShape & Pick<Calibration, 'arrivalShift'>,
  fit: AssetFit | null,
): ScoreShape {
  const { median, spread, meanExcess } = fit ?? {
    ...{ median: arrivalShift, spread: 1, meanExcess: tail.meanExcess },
  };
  const place = (level: number) => median + spread * level;
  return {
    quantiles: quantiles.map(place),
    tail: { start: place(tail.start), share: tail.share, meanExcess },
  };
}

/** The distance from an ordinary to a rarely high score: the unit in which levels move. */
export const levelUnit = ({ quantiles }: ScoreShape): number =>
  Math.max(1e-6, quantile(quantiles, 0.99) - quantile(quantiles, 0.5));

/**
 * Independent windows that the bundle's own value is worth against the asset's. Sister machines differ by
 * about one spread in the median, by a third in spread and tail, and estimates from n windows vary by
 * 1.6/n, 1.4/n and 1/n: hence the ratio of the variances.
 */
const bundleWorth = { median: 2, spread: 10, meanExcess: 10 } as const;
/** Of a normal distribution, the interquartile range is so many standard deviations. */
const iqrOfNormal = 1.349;
/** One wild window must not make a heavy tail, nor a few calm ones a light one. */
const tailBounds = [0.5, 2] as const;
const longestExcess = 5;

/**
 * Median and interquartile range bear a quarter of foreign windows; excesses are cut, so the tail bears
 * some. Overlapping windows say little more than windows side by side, so these alone are counted when
 * the asset's values are weighed against the bundle's.
 *
 * @param sample scores in calibrated units of the bundle
 * @param windows that the sample was thinned from
 * @returns null where all scores are alike, so that nothing can be said of their spread
 */
export function measureAsset(
  sample: readonly number[],
  { windows, windowLength }: { readonly windows: number; readonly windowLength: number },
  { tail }: ScoreShape,
): { readonly plain: AssetFit; readonly weighed: AssetFit } | null {
  const rising = Float64Array.from(sample).sort();
  const median = quantile(rising, 0.5);
  const spread = (quantile(rising, 0.75) - quantile(rising, 0.25)) / iqrOfNormal;
  if (!(spread > 1e-9)) return null;
  const independent = windows / windowLength;
  const fit = {
    windows,
    median: weigh(median, 0, independent, bundleWorth.median),
    spread: Math.exp(weigh(Math.log(spread), 0, independent, bundleWorth.spread)),
  };
  const expected = fit.spread * tail.meanExcess;
  const start = fit.median + fit.spread * tail.start;
  const excesses = sample.filter((score) => score > start).map((score) => score - start);
  const cut = excesses.map((excess) => Math.min(excess, longestExcess * expected));
  const mean = cut.reduce((sum, excess) => sum + excess, 0) / Math.max(1, cut.length);
  const [least, most] = tailBounds;
  const bounded = Math.min(most * expected, Math.max(least * expected, mean));
  const share = excesses.length / sample.length;
  const meanExcess = weigh(bounded, expected, share * independent, bundleWorth.meanExcess);
  return {
    plain: { windows, median, spread, meanExcess: spread * tail.meanExcess },
    weighed: { ...fit, meanExcess },
  };
}

/** Medians of two halves of a short steady sample mostly lie this close, in spreads. */
const steadySpreads = 1.25;

/** A fault that grows while the asset is being fitted would widen the fit ahead of itself: do the halves agree? */
export function isSteady(sample: readonly number[]): boolean {
  const middle = Math.floor(sample.length / 2);
  const halves = [sample.slice(0, middle), sample.slice(middle)].map((half) => {
    const rising = Float64Array.from(half).sort();
    return { median: quantile(rising, 0.5), iqr: quantile(rising, 0.75) - quantile(rising, 0.25) };
  });
  const [older, newer] = halves;
  if (older === undefined || newer === undefined) return true;
  const spread = (older.iqr + newer.iqr) / 2 / iqrOfNormal;
  return Math.abs(newer.median - older.median) <= Math.max(steadySpreads * spread, 1e-9);
}

const weigh = (measured: number, known: number, count: number, worth: number): number =>
  (count * measured + worth * known) / (count + worth);

/** Is it still a sister machine? The bounds are those that the manifest states, in units of the score. */
export function isWithinBounds(
  { median, spread }: Pick<AssetFit, 'median' | 'spread'>,
  calibration: Pick<Calibration, 'median' | 'spread'>,
  bounds: Manifest['commissioning'],
): boolean {
  const own = {
    median: calibration.median + median * calibration.spread,
    spread: spread * calibration.spread,
  };
  return isBetween(own.median, bounds.medianBounds) && isBetween(own.spread, bounds.spreadBounds);
}

const isBetween = (value: number, [low, high]: readonly [number, number]): boolean =>
  value >= low && value <= high;

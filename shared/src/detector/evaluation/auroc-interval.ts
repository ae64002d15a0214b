import { quantile } from '../calibration.ts';
import { type BlockOptions, drawBlocks } from './block-bootstrap.ts';
import { auroc, risingOrder } from './ranking.ts';

export interface IntervalOptions extends Omit<BlockOptions, 'runs'> {
  /** Share of resamples inside, .95 by default. */
  readonly level?: number;
  /** 1000 by default. */
  readonly resamples?: number;
  /** Windows of each recording, in order; one recording by default. */
  readonly runs?: readonly number[];
}

/**
 * Percentile interval of a block bootstrap. It tells how far the figure would move with other stretches
 * of the same recordings; other assets and other faults it knows nothing of. Where every resample ranks
 * perfectly it is a point.
 */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A resample of one class is drawn again; so often in a row, and there is no interval. */
const maxRedraws = 1000;

/** AUROC with its interval. Null where a class is missing, or nearly always is in a resample. */
export function aurocCi(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: IntervalOptions,
): Interval | null {
  const value = auroc(scores, labels);
  if (value === null) return null;
  const ranked = rank(scores);
  return intervalOf(value, labels, options, (counts) => resampledAuroc(ranked, labels, counts));
}

/**
 * AUROC of `scores` less that of `others`, both judged on the same resamples: detectors that err on the
 * same windows are compared more sharply than their own intervals suggest. Null as in {@link aurocCi}.
 */
export function aurocDifferenceCi(
  scores: ArrayLike<number>,
  others: ArrayLike<number>,
  labels: ArrayLike<number>,
  options: IntervalOptions,
): Interval | null {
  const [first, second] = [auroc(scores, labels), auroc(others, labels)];
  if (first === null || second === null) return null;
  const [ranked, ranked2] = [rank(scores), rank(others)];
  return intervalOf(
    first - second,
    labels,
    options,
    (counts) => resampledAuroc(ranked, labels, counts) - resampledAuroc(ranked2, labels, counts),
  );
}

function intervalOf(
  value: number,
  labels: ArrayLike<number>,
  { level = 0.95, resamples = 1000, runs = [labels.length], ...blocks }: IntervalOptions,
  figureOf: (counts: Uint16Array) => number,
): Interval | null {
  const counts = new Uint16Array(labels.length);
  const figures: number[] = [];
  for (let redraws = 0; figures.length < resamples && redraws < maxRedraws; ) {
    drawBlocks(counts, { ...blocks, runs });
    const figure = figureOf(counts);
    if (Number.isNaN(figure)) redraws++;
    else {
      figures.push(figure);
      redraws = 0;
    }
  }
  if (figures.length < resamples) return null;
  const rising = Float64Array.from(figures).sort();
  const outside = (1 - level) / 2;
  return { value, low: quantile(rising, outside), high: quantile(rising, 1 - outside) };
}

interface Ranked {
  readonly order: Uint32Array; // [windows], rising
  /** 1 where a score is higher than the one before it in the order. */
  readonly higher: Uint8Array; // [windows]
}

function rank(scores: ArrayLike<number>): Ranked {
  const order = risingOrder(scores);
  const higher = new Uint8Array(order.length);
  for (let k = 1; k < order.length; k++)
    higher[k] = scores[order[k] ?? 0] === scores[order[k - 1] ?? 0] ? 0 : 1;
  return { order, higher };
}

/** AUROC with each window counted as often as it was drawn; NaN without windows of both classes. */
function resampledAuroc(
  { order, higher }: Ranked,
  labels: ArrayLike<number>,
  counts: Uint16Array,
): number {
  let [wins, positives, negatives] = [0, 0, 0];
  let [tiedPositives, tiedNegatives] = [0, 0];
  for (let k = 0; k <= order.length; k++) {
    if (k === order.length || higher[k] === 1) {
      wins += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
      tiedPositives = 0;
      tiedNegatives = 0;
    }
    const i = order[k] ?? 0;
    const count = k < order.length ? (counts[i] ?? 0) : 0;
    if (labels[i] === 1) tiedPositives += count;
    else tiedNegatives += count;
  }
  return wins / (positives * negatives);
}

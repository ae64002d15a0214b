import { quantile } from '../detector/calibration.ts';
import type { SpeedUp } from './latency-table.ts';

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export const median = (values: Iterable<number>): number => quantileOf(values, 0.5);

/** The quantile `q` (0 to 1) of values in any order, interpolated; NaN of none. */
export const quantileOf = (values: Iterable<number>, q: number): number =>
  quantile(Float64Array.from(values).sort(), q);

/**
 * The median and its 95 % interval, which supposes nothing of the distribution: the ranks between which a
 * binomial of one half keeps 95 % (Hollander and Wolfe 1999, section 3.6). Of fewer than six values it is
 * their whole range, which covers the median less often: one of n misses it with probability 2^(1 - n).
 */
export function medianInterval(values: readonly number[]): Interval {
  const rising = Float64Array.from(values).sort();
  const n = rising.length;
  const outside = ranksOutside(n);
  return {
    value: quantile(rising, 0.5),
    low: rising[outside] ?? Number.NaN,
    high: rising[n - 1 - outside] ?? Number.NaN,
  };
}

/** How many of n values may be left out on either side of the interval. */
function ranksOutside(n: number): number {
  let fewer = 0; // the largest with P(Binomial(n, ½) < fewer) ≤ 2.5 %
  let logTerm = -n * Math.LN2;
  for (let below = Math.exp(logTerm); below <= 0.025; below += Math.exp(logTerm)) {
    fewer += 1;
    logTerm += Math.log((n - fewer + 1) / fewer);
  }
  return Math.max(0, fewer - 1);
}

/**
 * How many times faster than the reference: both were timed in the same rounds, so that what slows the
 * machine for a while slows both, and the quotient is taken within the round.
 * @param times milliseconds by round
 * @param reference the same rounds
 */
export function speedUpOf(times: readonly number[], reference: readonly number[]): SpeedUp {
  return medianInterval(times.map((time, round) => (reference[round] ?? Number.NaN) / time));
}

/** Width of an interval as a share of its value. */
export const relativeWidth = ({ value, low, high }: Interval): number => (high - low) / value;

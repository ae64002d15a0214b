import { clamp } from './known.ts';

/** A run that never varies would be in time or late as a whole; none is so even. */
const leastSpread = 0.05;
/** Of a normal distribution, in standard deviations: where its p95 is. */
const p95Deviations = 1.645;

/** Standard deviation of a run's logarithm, by two of its percentiles. */
export const spreadOf = (p50Us: number, p95Us: number): number =>
  Math.max(leastSpread, Math.log(p95Us / p50Us) / p95Deviations);

/**
 * Share of windows that come after the deadline, 0 to 1, where their lag is lognormal. A p95 that is just late
 * is a twentieth of them; a network that is just too large is late with nearly all.
 */
export function lateShare(p95Us: number, spread: number, deadlineUs: number): number {
  const over = Math.log(p95Us / deadlineUs) / spread - p95Deviations;
  return 1 / (1 + Math.exp(-clamp(logisticPerDeviation * over, -40, 40)));
}

/** The logistic function is within .01 of the normal one. */
const logisticPerDeviation = 1.702;

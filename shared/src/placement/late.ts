/** A run that never varies would be in time or late as a whole; none is so even. */
const leastSpread = 0.05;
/** Of a normal distribution, in standard deviations: where its p95 is. */
const p95Deviations = 1.645;

/** Standard deviation of a run's logarithm, by two of its percentiles. */
export const spreadOf = (p50Us: number, p95Us: number): number =>
  Math.max(leastSpread, Math.log(p95Us / p50Us) / p95Deviations);

/** What is waited for comes between no time and twice its mean: evenly drawn, it would vary by .58. */
const spreadOfWaits = 0.2;

/** A run that waits for others varies as they do. @param stretch how many times longer than idle it takes */
export const spreadUnderLoad = (idle: number, stretch: number): number =>
  Math.hypot(idle, spreadOfWaits * (1 - 1 / Math.max(1, stretch)));

/**
 * Share of windows that come after the deadline, 0 to 1, where their lag is lognormal. A p95 that is just late
 * is a twentieth of them; a network that is just too large is late with nearly all.
 */
export function lateShare(p95Us: number, spread: number, deadlineUs: number): number {
  return 1 - normal(Math.log(deadlineUs / p95Us) / spread + p95Deviations);
}

/** Cumulative normal distribution (Abramowitz and Stegun 7.1.26: within 1e-7). */
function normal(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.3275911 * z);
  const terms = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592];
  const tail = t * terms.reduce((sum, term) => sum * t + term, 0) * Math.exp(-z * z);
  return x >= 0 ? 1 - tail / 2 : tail / 2;
}

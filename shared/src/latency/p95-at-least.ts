/** Fewer windows say nothing of a p95: two slow ones of four are no tail. */
export const leastWindows = 5;

const share = 0.95;
const doubt = 0.05;

/**
 * What the 95th percentile is at least, with 95 % confidence: the lower bound by order statistics, which supposes
 * nothing of the distribution (Hahn and Meeker 1991, section 5.2). The plain p95 of ten windows is their maximum,
 * and one hiccup of the machine; the bound is the third largest. It comes to the p95 as windows come.
 *
 * @returns in the unit of the values; null of fewer than `leastWindows`
 */
export function p95AtLeast(values: readonly number[]): number | null {
  if (values.length < leastWindows) return null;
  const rising = [...values].sort((a, b) => a - b);
  return rising[rising.length - slowOnes(values.length)] ?? null;
}

/** The least m such that m of n values above their 95th percentile have a probability of at most 5 %. */
function slowOnes(n: number): number {
  let logTerm = n * Math.log(share); // ln P(0 of n above)
  let fewer = 0; // P(fewer than m above)
  for (let m = 0; m < n; m++) {
    if (1 - fewer <= doubt) return m;
    fewer += Math.exp(logTerm);
    logTerm += Math.log((n - m) / (m + 1)) + Math.log((1 - share) / share);
  }
  return n;
}

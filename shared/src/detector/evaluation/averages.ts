/** NaN without values. */
export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Of the population that the values are drawn from; 0 of fewer than two. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Null without values; of evenly many, the mean of the two in the middle. */
export function median(values: readonly number[]): number | null {
  const rising = values.toSorted((a, b) => a - b);
  const low = rising[Math.ceil(rising.length / 2) - 1];
  const high = rising[Math.floor(rising.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** Standard deviation of exactly these values (over n): parts of one batch then weigh as the whole. */
export function spreadOf(values: ArrayLike<number>): number {
  const numbers = Array.from(values);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return Math.sqrt(numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length);
}

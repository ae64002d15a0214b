/** Full jitter: anything between nothing and an exponentially growing ceiling, so that no herd returns at once. */
export function backoffMs(
  attempt: number,
  random: () => number,
  firstMs = 1_000,
  longestMs = 30_000,
): number {
  return random() * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30));
}

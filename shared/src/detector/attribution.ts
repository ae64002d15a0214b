/**
 * Which share of a window's error each channel bears, 0 to 1, summing to 1. A channel's error is 1 on
 * average on normal data, so only what lies above 1 counts: otherwise fifty healthy channels would bury
 * the sick one. `channelError` is the model's output for one window, [channels].
 */
export function channelShares(channelError: ArrayLike<number>): number[] {
  const errors = Array.from(channelError);
  const excess = errors.map((error) => Math.max(0, error - 1));
  const strange = excess.some((error) => error > 0);
  const parts = strange ? excess : errors;
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => (total > 0 ? part / total : 0));
}

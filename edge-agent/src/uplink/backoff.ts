const firstMs = 1_000;
const longestMs = 300_000;
/** A connection that lived so long was stable: the next pause begins with the short one again. */
export const stableAfterMs = 60_000;

/**
 * Full jitter: anything from nothing to a ceiling that doubles, so that a fleet whose broker comes back
 * does not return as one herd.
 * @param attempt from 0, since the last stable connection
 * @param random of [0, 1)
 */
export const backoffMs = (attempt: number, random: () => number): number =>
  Math.round(random() * Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 30)));

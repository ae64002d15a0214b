import { fullJitterMs } from '@lookout/shared/protocol/back-off';

const limits = { firstMs: 1_000, mostMs: 300_000 };
/** A connection that lived so long was stable: the next pause begins with the short one again. */
export const stableAfterMs = 60_000;

/**
 * @param attempt from 0, since the last stable connection
 * @param random of [0, 1)
 */
export const backoffMs = (attempt: number, random: () => number): number =>
  Math.round(fullJitterMs(attempt, random(), limits));

import { fullJitterMs } from '@lookout/shared/protocol/back-off';

/** Shorter than a device's: without its hub a whole fleet waits. */
const limits = { firstMs: 1_000, mostMs: 30_000 };

/** @param attempt from 0, since the last connection */
export const backoffMs = (attempt: number, random: () => number): number =>
  fullJitterMs(attempt, random(), limits);

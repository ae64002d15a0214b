import { clamp } from './known.ts';

/** A decision long after the last one tells, and learns, no more than this of the time in between. */
const longestStepMs = 30_000;

/** Time that a sample stands for, ms; 0 at the first decision. */
export const stepOf = (now: number, decidedAt: number | null): number =>
  decidedAt === null ? 0 : clamp(now - decidedAt, 0, longestStepMs);

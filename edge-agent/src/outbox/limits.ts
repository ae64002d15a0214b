import { maxGapRanges } from './gap.ts';
import type { Queue, RowHead } from './queue.ts';

export interface OutboxLimits {
  /** Of alerts and scores together; scores go first. */
  readonly maxBytes: number;
  readonly maxEventAgeMs: number;
  readonly maxScoreAgeMs: number;
  /** What may wait in memory while the disk takes nothing. */
  readonly maxMemoryBytes: number;
}

const day = 24 * 60 * 60 * 1000;

export const defaultOutboxLimits: OutboxLimits = {
  maxBytes: 256 * 1024 * 1024,
  maxEventAgeMs: 90 * day,
  maxScoreAgeMs: 7 * day,
  maxMemoryBytes: 8 * 1024 * 1024,
};

/** How much of a full queue stays: a margin, so that not every new row costs a sweep. */
export const keepShare = 0.9;

/** Bytes that each queue must let go so that both keep the cap: scores go before alerts. */
export function excessBytes(events: number, scores: number, maxBytes: number) {
  if (events + scores <= maxBytes) return { events: 0, scores: 0 };
  const target = maxBytes * keepShare;
  return {
    scores: Math.max(0, Math.min(scores, events + scores - target)),
    events: Math.max(0, events - target),
  };
}

/** Rows read at a time while dropping; a gap record holds that many ranges at worst. */
const pageRows = maxGapRanges;

/** The oldest rows that together hold at least `bytes`, one page at most. */
export function oldestBytes(queue: Queue, bytes: number): RowHead[] {
  let sum = 0;
  const chosen: RowHead[] = [];
  if (bytes <= 0) return chosen;
  for (const row of queue.droppable(pageRows)) {
    if (sum >= bytes) break;
    sum += row.bytes;
    chosen.push(row);
  }
  return chosen;
}

/**
 * The oldest rows, as far as all of them are older than `before`, one page at most. It stops at the first
 * younger one: a clock that was set does not make it search the whole queue.
 */
export function oldestBefore(queue: Queue, before: number): RowHead[] {
  const rows = queue.droppable(pageRows);
  const end = rows.findIndex((row) => row.at >= before);
  return end === -1 ? rows : rows.slice(0, end);
}

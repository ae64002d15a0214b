import type { GapRecord, SeqRange } from '@lookout/shared/protocol/records';
import { mergeRanges, rangesOf } from './ranges.ts';

/** What was dropped, without what every record carries. */
export type Gap = Pick<
  GapRecord,
  'lane' | 'gapQueueId' | 'ranges' | 'count' | 'fromAt' | 'toAt' | 'reason'
>;

export const maxGapRanges = 256;

/** @param dropped rows that had a number, oldest first */
export const gapOfRows = (
  origin: Pick<Gap, 'lane' | 'gapQueueId' | 'reason'>,
  dropped: readonly { readonly seq: number; readonly at: number }[],
): Gap => ({
  ...origin,
  ranges: rangesOf(dropped.map((row) => row.seq)),
  count: dropped.length,
  fromAt: Math.min(...dropped.map((row) => row.at)),
  toAt: Math.max(...dropped.map((row) => row.at)),
});

/**
 * Both as one; null when they are of different kinds or together name too many ranges. Numbered rows are
 * counted by their numbers, so that naming a row twice counts it once.
 */
export function mergeGaps(a: Gap, b: Gap): Gap | null {
  if (a.lane !== b.lane || a.gapQueueId !== b.gapQueueId || a.reason !== b.reason) return null;
  const isNumbered = a.ranges.length > 0;
  if (isNumbered !== b.ranges.length > 0 || a.count === null || b.count === null) return null;
  const ranges = mergeRanges(a.ranges, b.ranges);
  if (ranges.length > maxGapRanges) return null;
  return {
    ...a,
    ranges,
    count: isNumbered ? countOf(ranges) : a.count + b.count,
    fromAt: least(a.fromAt, b.fromAt),
    toAt: greatest(a.toAt, b.toAt),
  };
}

const countOf = (ranges: readonly SeqRange[]) =>
  ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
const least = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
const greatest = (a: number | null, b: number | null) =>
  a === null || b === null ? (a ?? b) : Math.max(a, b);

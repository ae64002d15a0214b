import type { SeqRange } from '@lookout/shared/protocol/records';

/** Sorted, joined ranges, both ends included: `[3, 1, 2, 7]` is `[[1, 3], [7, 7]]`. */
export function toRanges(seqs: Iterable<number>): SeqRange[] {
  return joinRanges([...seqs].map((seq): SeqRange => [seq, seq]));
}

/** Sorted; what touches or overlaps is one. */
export function joinRanges(ranges: readonly SeqRange[]): SeqRange[] {
  const joined: SeqRange[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else joined.push([from, to]);
  }
  return joined;
}

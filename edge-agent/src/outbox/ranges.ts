import type { SeqRange } from '@lookout/shared/protocol/records';

/** Sequence numbers as inclusive ranges. @param seqs ascending */
export function rangesOf(seqs: Iterable<number>): SeqRange[] {
  const ranges: SeqRange[] = [];
  for (const seq of seqs) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === seq - 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

/** The union of two lists: ascending, disjoint, neighbours joined. */
export function mergeRanges(a: readonly SeqRange[], b: readonly SeqRange[]): SeqRange[] {
  const sorted = [...a, ...b].sort((x, y) => x[0] - y[0]);
  const merged: SeqRange[] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

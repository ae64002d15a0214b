import type { IndexRange } from '@lookout/shared/protocol/capture';

/** Rising numbers as ranges, from and to, both included; at most `count` of them. */
export function rangesOf(numbers: readonly number[], count: number): IndexRange[] {
  const ranges: IndexRange[] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else if (ranges.length < count) ranges.push([number, number]);
    else break;
  }
  return ranges;
}

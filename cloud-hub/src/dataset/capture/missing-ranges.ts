import { type IndexRange, maxCaptureRanges } from '@lookout/shared/protocol/capture';

/** What is missing of 0 to `total` − 1, as ranges; of very many the first. @param present rising */
export function missingRanges(present: readonly number[], total: number): IndexRange[] {
  const ranges: IndexRange[] = [];
  let next = 0;
  for (const index of [...present, total]) {
    if (index > next) ranges.push([next, index - 1]);
    if (ranges.length === maxCaptureRanges) return ranges;
    next = index + 1;
  }
  return ranges;
}

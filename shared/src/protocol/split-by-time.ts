import { type DatasetSplit, type PartRange, partNames } from './datasets.ts';

/**
 * Splits recordings by time into parts, with a gap where two parts meet inside a recording. Each recording
 * is split by itself, so that every operating point is learned, calibrated and validated; where one of them
 * is too short for that, they are split as one line.
 *
 * @param rows of each recording, in order
 * @returns ranges that are not empty, in order
 */
export function splitByTime(rows: readonly number[], split: DatasetSplit): PartRange[] {
  const each = rows.map((length) => cuts(length, split));
  const spacious = each.every((ranges) =>
    ranges.every(({ from, to, share }) => share === 0 || to - from > split.gapRows),
  );
  const ranges = spacious
    ? each.map((found, recording) => found.map((range) => ({ ...range, recording })))
    : [asOneLine(rows, split)];
  return ranges
    .flat()
    .filter(({ from, to }) => to > from)
    .map(({ part, recording, from, to }) => ({ part, recording, from, to }));
}

interface Cut {
  readonly part: PartRange['part'];
  readonly share: number;
  readonly from: number;
  readonly to: number;
}

/** The parts of so many rows in a row; later parts lose the gap at their beginning. */
function cuts(rows: number, split: DatasetSplit): Cut[] {
  let sum = 0;
  return partNames.map((part) => {
    const share = split[part];
    const from = Math.round(sum * rows);
    sum += share;
    const to = share === 0 ? from : Math.min(rows, Math.round(sum * rows));
    const start = from === 0 ? 0 : Math.min(to, from + split.gapRows);
    return { part, share, from: start, to };
  });
}

function asOneLine(
  rows: readonly number[],
  split: DatasetSplit,
): (Cut & { readonly recording: number })[] {
  const total = rows.reduce((sum, length) => sum + length, 0);
  const whole = cuts(total, { ...split, gapRows: 0 });
  let start = 0;
  return rows.flatMap((length, recording) => {
    const begin = start;
    start += length;
    return whole.map((cut) => {
      const from = Math.max(0, cut.from - begin);
      // No window spans two recordings, so a part that begins with one loses nothing.
      const gap = cut.from > begin ? split.gapRows : 0;
      const to = Math.min(length, cut.to - begin);
      return { ...cut, recording, from: Math.min(from + gap, Math.max(to, 0)), to };
    });
  });
}

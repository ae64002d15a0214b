import type { Recording } from '../recording.ts';

/** Rows of a recording in which one fault has room. */
export interface Slot {
  readonly recording: number;
  readonly fromRow: number;
  /** Exclusive. */
  readonly toRow: number;
}

export interface SlotShape {
  readonly eventRows: number;
  /** Normal rows without a gap before every slot, and so between any two. */
  readonly cleanRows: number;
}

/**
 * Cuts the normal, unbroken stretches into slots with clean rows before each. `shift` (0 to 1) moves all
 * slots within the rows that are left over, so that faults need not always fall on the same rows.
 */
export function findSlots(
  recordings: readonly Recording[],
  { eventRows, cleanRows }: SlotShape,
  shift: number,
): Slot[] {
  const pitch = eventRows + cleanRows;
  return recordings.flatMap((recording, index) =>
    normalRuns(recording).flatMap(({ fromRow, toRow }) => {
      const count = Math.floor((toRow - fromRow) / pitch);
      const spare = toRow - fromRow - count * pitch;
      const start = fromRow + Math.floor(shift * (spare + 1)) + cleanRows;
      return Array.from({ length: count }, (_, i) => ({
        recording: index,
        fromRow: start + i * pitch,
        toRow: start + i * pitch + eventRows,
      }));
    }),
  );
}

function normalRuns({
  rows,
  breakBefore,
  labels,
}: Recording): { fromRow: number; toRow: number }[] {
  const runs: { fromRow: number; toRow: number }[] = [];
  let fromRow = 0;
  for (let row = 0; row <= rows; row++) {
    const anomalous = labels?.[row] === 1;
    if (row < rows && !anomalous && breakBefore[row] !== 1) continue;
    if (row > fromRow) runs.push({ fromRow, toRow: row });
    fromRow = anomalous ? row + 1 : row;
  }
  return runs;
}

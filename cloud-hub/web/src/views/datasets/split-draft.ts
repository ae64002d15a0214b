import {
  type DatasetSplit,
  type PartName,
  type PartRange,
  partNames,
} from '@lookout/shared/protocol/datasets';

/** Where train ends and where validation begins, in per cent of the rows. */
export type Cuts = readonly [trainEnd: number, validationStart: number];

export const cutsOf = ({ train, calibration }: DatasetSplit): Cuts => [
  Math.round(train * 100),
  Math.round((train + calibration) * 100),
];

export const splitOf = ([trainEnd, validationStart]: Cuts, gapRows: number): DatasetSplit => ({
  train: trainEnd / 100,
  calibration: (validationStart - trainEnd) / 100,
  validation: (100 - validationStart) / 100,
  gapRows,
});

/** Whatever the order of their fields: what comes live has them as the database keeps them. */
export const isSameSplit = (a: DatasetSplit, b: DatasetSplit): boolean =>
  partNames.every((part) => a[part] === b[part]) && a.gapRows === b.gapRows;

export const rowsOfPart = (parts: readonly PartRange[], name: PartName): number =>
  parts.reduce((sum, { part, from, to }) => sum + (part === name ? to - from : 0), 0);

/** The same ranges counted through all recordings in a row. @param rows of each recording */
export function inOneRow(parts: readonly PartRange[], rows: readonly number[]) {
  const starts = rows.map((_, i) => rows.slice(0, i).reduce((sum, length) => sum + length, 0));
  return parts.map(({ part, recording, from, to }) => {
    const start = starts[recording] ?? 0;
    return { part, from: start + from, to: start + to };
  });
}

import { requireChannels } from '@lookout/shared/bundle/match-channels';
import type { CsvColumn, CsvShape } from '@lookout/shared/table/csv-shape';
import { TableError } from '@lookout/shared/table/table-error';

export interface ColumnRequest {
  /** 0 = normal, 1 = anomalous; a file without it is all normal. */
  readonly label: string | null;
  readonly ignore: readonly string[];
  /** Null: found by itself. */
  readonly time: string | null;
  /** Null: every column that is neither time nor label nor ignored. */
  readonly channels: readonly string[] | null;
}

export interface ColumnPlan {
  readonly time: number | null;
  readonly label: number | null;
  /** Column index of each channel, in the order of the result. */
  readonly channels: readonly number[];
}

/**
 * Decides what each column of a file is.
 * @throws TableError `columns` where a channel, the time column or every channel is missing
 * @throws BundleError `channels` where the detector's channels are not there
 */
export function planColumns(shape: CsvShape, request: ColumnRequest, file: string): ColumnPlan {
  const names = shape.columns.map(({ name }) => name);
  const time = request.time === null ? shape.timeColumn : names.indexOf(request.time);
  if (time === -1)
    throw new TableError('columns', `no column "${request.time}"; ${listColumns(names)}`, { file });
  const label = request.label === null ? -1 : names.indexOf(request.label);
  const free = names.flatMap((name, i) =>
    i === time || i === label || request.ignore.includes(name) ? [] : [i],
  );
  const channels = request.channels === null ? free : pick(shape, request.channels, free, file);
  if (channels.length === 0)
    throw new TableError('columns', `no sensor column is left; ${listColumns(names)}`, { file });
  return { time, label: label === -1 ? null : label, channels };
}

/** By name; a file without a header has none, so there the count must fit and the order decides. */
function pick(
  shape: CsvShape,
  wanted: readonly string[],
  free: readonly number[],
  file: string,
): number[] {
  const names = shape.columns.map(({ name }) => name);
  const byPosition = !shape.hasHeader && free.length === wanted.length;
  return byPosition ? [...free] : [...requireChannels(wanted, names, file)];
}

export const listColumns = (names: readonly string[]): string =>
  `its columns are ${names.map((name) => `"${name}"`).join(', ')}`;

/** `overrides` by name win over what the header says. */
export const withUnits = (
  columns: readonly CsvColumn[],
  overrides: ReadonlyMap<string, string>,
): CsvColumn[] => columns.map(({ name, unit }) => ({ name, unit: overrides.get(name) ?? unit }));

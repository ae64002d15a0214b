import type { ChannelInfo } from '@lookout/shared/protocol/presence';
import { isMissing, parseNumber, splitCells } from '@lookout/shared/table/cells';
import { type CsvShape, detectCsvShape, parseTime } from '@lookout/shared/table/csv-shape';
import { TableError } from '@lookout/shared/table/table-error';
import { nearest } from '@lookout/shared/text/nearest';
import { SourceError } from '../source-error.ts';

export interface CsvLayout {
  readonly shape: CsvShape;
  /** Column of each channel. */
  readonly columns: readonly number[];
}

export type CsvRow =
  | { readonly timeMs: number | null; readonly values: readonly (number | null)[] }
  | { readonly error: string; readonly column: string | null };

/**
 * How a file is written and where each channel stands in it.
 * @param columnOf channel → column, where they are not called alike.
 * @throws SourceError `badTable`, `missingChannel`
 */
export function layoutOf(
  file: string,
  head: readonly string[],
  channels: readonly ChannelInfo[],
  columnOf: Readonly<Record<string, string>>,
): CsvLayout {
  const shape = detect(file, head);
  const names = shape.columns.map(({ name }) => name);
  const columns = channels.map(({ name }) => {
    const wanted = columnOf[name] ?? name;
    const index = names.indexOf(wanted);
    if (index >= 0) return index;
    const near = nearest(wanted, names);
    throw new SourceError(
      'missingChannel',
      'stopped',
      `${file}: no column "${wanted}" for channel "${name}"; ` +
        (near === null ? `it has ${names.slice(0, 20).join(', ')}` : `did you mean "${near}"?`) +
        ' (map it under source.channels)',
    );
  });
  return { shape, columns };
}

/** One line → one row: empty, NaN and infinite cells are missing readings, other text is an error. */
export function parseRow({ shape, columns }: CsvLayout, line: string): CsvRow {
  const cells = splitCells(line, shape.delimiter);
  if (cells.length !== shape.columns.length)
    return {
      error: `${cells.length} cells where ${shape.columns.length} are expected`,
      column: null,
    };
  const name = (column: number) => shape.columns[column]?.name ?? null;
  let timeMs: number | null = null;
  if (shape.timeColumn !== null) {
    timeMs = parseTime(cells[shape.timeColumn] ?? '');
    if (timeMs === null) return { error: 'not a time', column: name(shape.timeColumn) };
  }
  const values: (number | null)[] = [];
  for (const column of columns) {
    const cell = cells[column] ?? '';
    const value = parseNumber(cell, shape.decimal);
    if (value === null && !isMissing(cell) && !isBeyondNumbers(cell))
      return { error: 'not a number', column: name(column) };
    values.push(value);
  }
  return { timeMs, values };
}

/** `inf`, and digits that no double can hold such as 1e999. */
const isBeyondNumbers = (cell: string): boolean =>
  /^[-+]?inf(inity)?$/i.test(cell) || Math.abs(Number(cell)) === Number.POSITIVE_INFINITY;

function detect(file: string, head: readonly string[]): CsvShape {
  try {
    return detectCsvShape(head);
  } catch (error) {
    if (error instanceof TableError)
      throw new SourceError('badTable', 'stopped', `${file}: ${error.message}`);
    throw error;
  }
}

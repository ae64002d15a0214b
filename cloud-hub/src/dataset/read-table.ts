import type { Recording } from '@lookout/shared/detector/recording';
import { type DecimalMark, isMissing, parseNumber } from '@lookout/shared/table/cells';
import { type CsvColumn, type CsvShape, detectCsvShape } from '@lookout/shared/table/csv-shape';
import { parseTime } from '@lookout/shared/table/parse-time';
import { TableError, type TablePlace } from '@lookout/shared/table/table-error';
import { type ColumnPlan, type ColumnRequest, planColumns } from './columns.ts';
import { type CsvRow, readHead, readRows } from './csv-rows.ts';
import { markGaps, medianStepMs, periodOf } from './time-grid.ts';

export interface TableRequest extends ColumnRequest {
  /** Null: told by the time column. */
  readonly periodMs: number | null;
  /** Leave rows with an empty or NaN cell out instead of refusing the file. */
  readonly skipMissing: boolean;
}

/** A CSV file as the detector takes it. */
export interface Table {
  readonly file: string;
  readonly sha256: string;
  /** All of the file's columns. */
  readonly columns: readonly string[];
  readonly channels: readonly CsvColumn[];
  /** As given, else as the times show. */
  readonly periodMs: number;
  /** As the times show; null without a time column. */
  readonly stepMs: number | null;
  readonly timesMs: readonly number[] | null;
  readonly recording: Recording;
}

/**
 * Reads a CSV file; delimiter, decimal mark, header and time column are found by themselves.
 * @throws TableError naming file, line and column; BundleError `channels`
 */
export async function readTable(file: string, request: TableRequest): Promise<Table> {
  const shape = await readShape(file);
  const plan = planColumns(shape, request, file);
  const reader = new RowReader(file, shape, plan, request.skipMissing);
  let sha256 = '';
  const rows = readRows(file, shape.delimiter, (digest) => {
    sha256 = digest;
  });
  let first = true;
  for await (const row of rows) {
    if (!first || !shape.hasHeader) reader.take(row);
    first = false;
  }
  if (reader.breaks.length === 0) throw new TableError('empty', 'no rows', { file });
  const timesMs = plan.time === null ? null : reader.times;
  const periodMs = periodOf(timesMs, request.periodMs, file);
  const breakBefore = Uint8Array.from(reader.breaks);
  if (timesMs) markGaps(breakBefore, timesMs, periodMs);
  return {
    file,
    sha256,
    columns: shape.columns.map(({ name }) => name),
    channels: plan.channels.flatMap((i) => shape.columns[i] ?? []),
    periodMs,
    stepMs: timesMs && medianStepMs(timesMs),
    timesMs,
    recording: {
      rows: breakBefore.length,
      channels: plan.channels.length,
      values: Float64Array.from(reader.values),
      breakBefore,
      labels: plan.label === null ? null : Uint8Array.from(reader.labels),
    },
  };
}

/** How a file is written, told from its head. @throws TableError */
export async function readShape(file: string): Promise<CsvShape> {
  const head = await readHead(file);
  try {
    return detectCsvShape(head);
  } catch (error) {
    if (!(error instanceof TableError)) throw error;
    throw new TableError(error.code, error.what, { ...error.place, file });
  }
}

/** Takes rows one by one and refuses the first cell that is not what it should be. */
class RowReader {
  readonly values: number[] = [];
  readonly labels: number[] = [];
  readonly times: number[] = [];
  readonly breaks: number[] = [];
  private pendingBreak = 1;

  constructor(
    private readonly file: string,
    private readonly shape: CsvShape,
    private readonly plan: ColumnPlan,
    private readonly skipMissing: boolean,
  ) {}

  take({ cells, line }: CsvRow): void {
    const expected = this.shape.columns.length;
    if (cells.length !== expected)
      throw new TableError('ragged', `${cells.length} cells, expected ${expected}`, {
        file: this.file,
        line,
      });
    const missing = this.plan.channels.find((i) => isMissing(cells[i] ?? ''));
    if (missing !== undefined) {
      if (!this.skipMissing) throw this.missing(cells[missing] ?? '', this.place(line, missing));
      this.pendingBreak = 1;
      return;
    }
    const { time, label } = this.plan;
    if (time !== null) this.takeTime(cells[time] ?? '', this.place(line, time));
    if (label !== null) this.labels.push(toLabel(cells[label] ?? '', this.place(line, label)));
    for (const i of this.plan.channels)
      this.values.push(toNumber(cells[i] ?? '', this.shape.decimal, this.place(line, i)));
    this.breaks.push(this.pendingBreak);
    this.pendingBreak = 0;
  }

  private takeTime(cell: string, place: TablePlace): void {
    const time = parseTime(cell);
    if (time === null)
      throw new TableError('badTime', `"${cell}" is no time such as 2020-03-09 10:14:33`, place);
    this.times.push(time);
  }

  private place(line: number, column: number): TablePlace {
    return { file: this.file, line, column: this.shape.columns[column]?.name };
  }

  private missing(cell: string, place: TablePlace): TableError {
    const what = cell.trim() === '' ? 'an empty cell' : `"${cell}"`;
    return new TableError(
      'notANumber',
      `${what} where a number is expected: --skip-missing leaves such rows out`,
      place,
    );
  }
}

function toNumber(cell: string, decimal: DecimalMark, place: TablePlace): number {
  const value = parseNumber(cell, decimal);
  if (value !== null) return value;
  const other = parseNumber(cell, decimal === '.' ? ',' : '.') !== null;
  const hint = other
    ? `; the file writes decimals with "${decimal}"`
    : `: correct it, or leave the column out with --ignore "${place.column}"`;
  throw new TableError('notANumber', `"${cell}" is not a finite number${hint}`, place);
}

function toLabel(cell: string, place: TablePlace): number {
  const value = parseNumber(cell, '.');
  if (value === 0 || /^(false|no|normal)$/i.test(cell)) return 0;
  if (value === 1 || /^(true|yes|anomaly|anomalous)$/i.test(cell)) return 1;
  throw new TableError('badLabel', `"${cell}" is no label: expected 0 or 1`, place);
}

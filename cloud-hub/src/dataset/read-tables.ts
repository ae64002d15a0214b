import type { CsvColumn } from '@lookout/shared/table/csv-shape';
import { TableError } from '@lookout/shared/table/table-error';
import { planColumns, withUnits } from './columns.ts';
import { checkNamedColumns } from './named-columns.ts';
import { readShape, readTable, type Table, type TableRequest } from './read-table.ts';

export interface TableSet {
  /** In order of time where every file has a time column, else as given. */
  readonly tables: readonly Table[];
  readonly channels: readonly CsvColumn[];
  readonly periodMs: number;
  readonly warnings: readonly string[];
}

/** What a person says about channels, by name. */
export interface ToldByName {
  /** They win over units in headers. */
  readonly units?: ReadonlyMap<string, string>;
  readonly ranges?: ReadonlyMap<string, unknown>;
}

/**
 * Reads files that are to train one detector: the same channels, whatever their order, and the same
 * sampling period. Files are never joined into one recording.
 *
 * @throws TableError naming the file that does not fit the others
 */
export async function readTables(
  files: readonly string[],
  request: TableRequest,
  told: ToldByName = {},
  onFile: (done: number) => void = () => {},
): Promise<TableSet> {
  const plans = [];
  for (const file of files) {
    const { columns, ...shape } = await readShape(file);
    const plan = planColumns({ ...shape, columns }, request, file);
    plans.push({ file, columns, channels: plan.channels.flatMap((i) => columns[i] ?? []) });
  }
  const first = plans[0];
  if (!first) throw new TableError('empty', 'no file is given');
  const all = new Set(plans.flatMap(({ columns }) => columns.map(({ name }) => name)));
  const warnings = checkNamedColumns({ ...request, columns: [...all] });
  for (const other of plans.slice(1)) requireSameNames(first, other);
  const { units = new Map(), ranges = new Map() } = told;
  requireKnown([...units.keys(), ...ranges.keys()], first.channels);
  const channels = withUnits(first.channels, units);

  const tables: Table[] = [];
  const names = channels.map(({ name }) => name);
  for (const file of files) {
    tables.push(await readTable(file, { ...request, channels: names }));
    onFile(tables.length);
  }
  return { tables: inOrderOfTime(tables), channels, periodMs: commonPeriod(tables), warnings };
}

interface Columns {
  readonly file: string;
  readonly channels: readonly CsvColumn[];
}

function requireSameNames(first: Columns, other: Columns): void {
  const lacks = (a: Columns, b: Columns) =>
    b.channels.find(({ name }) => !a.channels.some((own) => own.name === name))?.name;
  const missing = lacks(other, first);
  const extra = lacks(first, other);
  if (missing !== undefined)
    throw new TableError('columns', `not there, but ${first.file} has it`, {
      file: other.file,
      column: missing,
    });
  if (extra !== undefined)
    throw new TableError(
      'columns',
      `${first.file} does not have it: leave it out with --ignore "${extra}"`,
      { file: other.file, column: extra },
    );
}

function requireKnown(names: readonly string[], channels: readonly CsvColumn[]): void {
  const unknown = names.find((name) => !channels.some((channel) => channel.name === name));
  if (unknown !== undefined)
    throw new TableError('columns', 'no channel of this name to give a unit or range to', {
      column: unknown,
    });
}

function inOrderOfTime(tables: readonly Table[]): Table[] {
  const start = ({ timesMs }: Table) => timesMs?.[0] ?? 0;
  const timed = tables.every(({ timesMs }) => timesMs !== null);
  return timed ? [...tables].sort((a, b) => start(a) - start(b)) : [...tables];
}

/** Loggers are not exact, so a fifth more or less is the same period. */
export function commonPeriod(tables: readonly Pick<Table, 'file' | 'periodMs'>[]): number {
  const rising = [...tables].sort((a, b) => a.periodMs - b.periodMs);
  const [shortest, longest] = [rising[0], rising.at(-1)];
  const middle = rising[Math.floor(rising.length / 2)];
  if (!shortest || !longest || !middle) throw new TableError('empty', 'no file is given');
  if (longest.periodMs > 1.25 * shortest.periodMs)
    throw new TableError(
      'period',
      `sampled every ${longest.periodMs} ms, but ${shortest.file} every ${shortest.periodMs} ms: train ` +
        'one detector for each period, or say which one holds with --period MS',
      { file: longest.file },
    );
  return middle.periodMs;
}

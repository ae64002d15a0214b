import { type DecimalMark, type Delimiter, isMissing, parseNumber, splitCells } from './cells.ts';
import { parseTime } from './parse-time.ts';
import { TableError } from './table-error.ts';

export { parseTime };

export interface CsvColumn {
  readonly name: string;
  /** From a header such as `Pressure [bar]` or `Pressure (bar)`. */
  readonly unit: string | null;
}

export interface CsvShape {
  readonly delimiter: Delimiter;
  readonly decimal: DecimalMark;
  readonly hasHeader: boolean;
  readonly columns: CsvColumn[];
  /** Index into `columns`; null where no column holds times. */
  readonly timeColumn: number | null;
}

const delimiters: readonly Delimiter[] = [';', '\t', '|', ',', ' '];
const timeName = /^(date_?time|time_?stamp|time|date|ts|t|epoch|unix(_?time)?|zeit|datum|at)$/i;

/**
 * Finds out how a CSV is written from its first lines (20 to 100 serve well; give only whole lines).
 * A file without a header gets the names column1, column2, ...
 *
 * @throws TableError `empty` without any line, `columns` where two columns share a name.
 */
export function detectCsvShape(firstLines: readonly string[]): CsvShape {
  const lines = firstLines.map((line) => line.replace(/^\uFEFF|\r$/g, '')).filter((l) => l.trim());
  if (lines.length === 0) throw new TableError('empty', 'no rows');
  const delimiter = detectDelimiter(lines);
  const rows = lines.map((line) => splitCells(line, delimiter));
  const decimal = detectDecimal(rows, delimiter);
  const hasHeader = detectHeader(rows, decimal);
  const columns = (rows[0] ?? []).map((cell, i) => columnOf(hasHeader ? cell : '', i));
  refuseTwins(columns);
  const data = hasHeader ? rows.slice(1) : rows;
  return { delimiter, decimal, hasHeader, columns, timeColumn: findTime(columns, data, hasHeader) };
}

/** The delimiter that cuts most lines into equally many cells, more than one; earlier ones win ties. */
function detectDelimiter(lines: readonly string[]): Delimiter {
  let best: { delimiter: Delimiter; agreeing: number } = { delimiter: ',', agreeing: 0 };
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => splitCells(line, delimiter).length);
    const usual = mostFrequent(counts);
    const agreeing = usual > 1 ? counts.filter((count) => count === usual).length : 0;
    // The blank between date and time must not win over a comma: hence strictly more lines.
    if (agreeing > best.agreeing) best = { delimiter, agreeing };
  }
  return best.delimiter;
}

function mostFrequent(counts: readonly number[]): number {
  const times = new Map<number, number>();
  for (const count of counts) times.set(count, (times.get(count) ?? 0) + 1);
  return [...times].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]?.[0] ?? 0;
}

/** A comma is a decimal mark where cells read 1,5 and none reads 1.5; it then cannot delimit. */
function detectDecimal(rows: readonly string[][], delimiter: Delimiter): DecimalMark {
  if (delimiter === ',') return '.';
  const cells = rows.flat().filter((cell) => parseTime(cell) === null);
  const commas = cells.some((cell) => /,/.test(cell) && parseNumber(cell, ',') !== null);
  const points = cells.some((cell) => /\./.test(cell) && parseNumber(cell, '.') !== null);
  return commas && !points ? ',' : '.';
}

function detectHeader(rows: readonly string[][], decimal: DecimalMark): boolean {
  const [first = [], ...rest] = rows;
  const isValue = (cell: string) =>
    parseNumber(cell, decimal) !== null || parseTime(cell) !== null || isInfinity(cell);
  const isText = (cell: string) => !isMissing(cell) && !isValue(cell);
  // pandas writes 0, 1, 2, ... over columns without names.
  const numbered = first.every((cell, i) => cell === String(i)) && first.length > 1;
  if (numbered || first.every(isText)) return true;
  return first.some((cell, i) => {
    const below = rest.map((row) => row[i] ?? '').filter((value) => !isMissing(value));
    return isText(cell) && below.length > 0 && below.every(isValue);
  });
}

const isInfinity = (cell: string): boolean => /^[-+]?inf(inity)?$/i.test(cell);

function columnOf(cell: string, index: number): CsvColumn {
  const match = /^(.*\S)\s*(?:\[([^\]]*)\]|\(([^)]*)\))$/.exec(cell);
  const unit = (match?.[2] ?? match?.[3])?.trim() || null;
  return { name: (match?.[1] ?? cell) || `column${index + 1}`, unit };
}

function refuseTwins(columns: readonly CsvColumn[]): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    if (seen.has(name))
      throw new TableError('columns', 'two columns have this name; rename one', { column: name });
    seen.add(name);
  }
}

/** A column called like a time that holds times, else the first that holds dates in words. */
function findTime(
  columns: readonly CsvColumn[],
  rows: readonly string[][],
  hasHeader: boolean,
): number | null {
  const holds = (i: number, test: (cell: string) => boolean) =>
    rows.length > 0 && rows.every((row) => test(row[i] ?? ''));
  const isTime = (cell: string) => parseTime(cell) !== null;
  const isDate = (cell: string) => isTime(cell) && /[-:/]|\..*\./.test(cell);
  const named = columns.findIndex(({ name }, i) => timeName.test(name) && holds(i, isTime));
  if (named >= 0) return named;
  const dated = columns.findIndex((_, i) => holds(i, isDate));
  if (dated >= 0) return dated;
  return !hasHeader && columns.length > 1 && holds(0, isTime) ? 0 : null;
}

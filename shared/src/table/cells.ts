/** `' '` stands for any run of blanks, as in the `.dat` files of older loggers. */
export type Delimiter = ',' | ';' | '\t' | '|' | ' ';
export type DecimalMark = '.' | ',';

/** Splits one line; a quoted cell may hold the delimiter, and `""` is a quote. */
export function splitCells(line: string, delimiter: Delimiter): string[] {
  if (delimiter === ' ') return line.trim().split(/[ \t]+/);
  const cells: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i];
    if (quoted && char === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}

const number = {
  '.': /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i,
  ',': /^[-+]?(\d+,?\d*|,\d+)(e[-+]?\d+)?$/i,
};

/** The finite number that a cell holds, or null: stricter than `Number`, which takes '' and '0x1f'. */
export function parseNumber(cell: string, decimal: DecimalMark): number | null {
  const text = cell.trim();
  if (!number[decimal].test(text)) return null;
  const value = Number(decimal === ',' ? text.replace(',', '.') : text);
  return Number.isFinite(value) ? value : null;
}

/** Cells that say "no value here": a missing reading is not a malformed file. */
export const isMissing = (cell: string): boolean =>
  /^(|-|nan|na|n\/a|null|none|nil|\?)$/i.test(cell.trim());

export type TableErrorCode =
  /** No rows at all. */
  | 'empty'
  /** A row with more or fewer cells than the header. */
  | 'ragged'
  /** Quotes that do not close and the like. */
  | 'malformed'
  /** A cell that should be a finite number. */
  | 'notANumber'
  /** A cell that should be a time. */
  | 'badTime'
  /** A label other than 0 or 1. */
  | 'badLabel'
  /** A column that is asked for and not there, or named twice. */
  | 'columns'
  /** No time column and no period. */
  | 'period'
  /** Too few rows to be of use. */
  | 'tooFew'
  /** More rows or bytes than are taken. */
  | 'tooMany'
  /** The file cannot be read. */
  | 'unreadable';

/** Where in a table something is wrong; lines count from 1, the header included. */
export interface TablePlace {
  readonly file?: string;
  readonly line?: number;
  readonly column?: string;
}

/** A recording that cannot be used as it is. The message names the place and what was expected. */
export class TableError extends Error {
  override readonly name = 'TableError';
  constructor(
    readonly code: TableErrorCode,
    readonly what: string,
    readonly place: TablePlace = {},
  ) {
    super(`${describePlace(place)}${what}`);
  }
}

function describePlace({ file, line, column }: TablePlace): string {
  const parts = [
    file,
    line === undefined ? undefined : `line ${line}`,
    column === undefined ? undefined : `column "${column}"`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : `${parts.join(', ')}: `;
}

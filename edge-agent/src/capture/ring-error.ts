/** SQLite's primary result codes, https://sqlite.org/rescode.html; the low byte of an extended code. */
const damaged: ReadonlySet<number> = new Set([
  11, // SQLITE_CORRUPT
  26, // SQLITE_NOTADB
]);
const full = 13; // SQLITE_FULL: the disk, or the ring's own limit

const codeOf = (error: unknown): number | null =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;

/** A fault of the file, not one of ours. */
export const isFileFault = (error: unknown): error is Error => codeOf(error) !== null;

/** What is in the file cannot be trusted any more. */
export const isDamaged = (error: unknown): boolean => damaged.has(codeOf(error) ?? 0);

export const isFull = (error: unknown): boolean => codeOf(error) === full;

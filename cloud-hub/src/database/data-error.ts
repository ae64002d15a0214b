/** SQLSTATE classes (PostgreSQL appendix A) that blame the values: they fail the same way every time. */
const dataClasses: ReadonlySet<string> = new Set([
  '22', // data exception: NUL in a text, a number out of range
  '23', // integrity constraint
  '54', // program limit exceeded: nested too deeply, too large for an index
]);

/**
 * Whether the values are to blame and the rest may go on without them. Everything else (no connection, no
 * space, a deadlock, a table that is missing) is the database's trouble: the same batch is tried again.
 */
export function isDataError(error: unknown): boolean {
  if (error instanceof TypeError || error instanceof RangeError) return true;
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'string' && dataClasses.has(/^(..)...$/.exec(error.code)?.[1] ?? '');
}

/** SQLSTATE classes (PostgreSQL appendix A) that speak of the server, not of what it was asked. */
const classes: ReadonlySet<string> = new Set([
  '08', // connection exception
  '40', // transaction rollback: a deadlock, a serialization failure
  '53', // insufficient resources: no space, too many connections
  '57', // operator intervention: it is shutting down
  '58', // system error
]);
const socketCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
]);

/** Whether the database is to blame: the same work may go well when it is back. */
export function isDatabaseTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/^(Connection terminated|timeout exceeded when trying to connect)/i.test(error.message))
    return true;
  if (!('code' in error) || typeof error.code !== 'string') return false;
  return (
    socketCodes.has(error.code) || classes.has(/^(..)[0-9A-Z]{3}$/.exec(error.code)?.[1] ?? '')
  );
}

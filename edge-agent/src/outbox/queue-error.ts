/** What is wrong with a queue's file decides what is done about it. */
export type QueueErrorCode =
  /** Nothing can be written: the disk is full, read-only or failing. Records go on in memory. */
  | 'unwritable'
  /** The file's content cannot be trusted. It is set aside and a new queue begins. */
  | 'damaged'
  /** Another process holds the file, such as someone who looks into it. Records go on in memory. */
  | 'busy';

export class QueueError extends Error {
  override readonly name = 'QueueError';
  constructor(
    readonly code: QueueErrorCode,
    readonly path: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** SQLite's primary result codes, https://sqlite.org/rescode.html; the low byte of an extended code. */
const codeByResult = new Map<number, QueueErrorCode>([
  [5, 'busy'], // SQLITE_BUSY
  [6, 'busy'], // SQLITE_LOCKED
  [8, 'unwritable'], // SQLITE_READONLY
  [10, 'unwritable'], // SQLITE_IOERR
  [11, 'damaged'], // SQLITE_CORRUPT
  [13, 'unwritable'], // SQLITE_FULL
  [14, 'unwritable'], // SQLITE_CANTOPEN
  [26, 'damaged'], // SQLITE_NOTADB
]);

/** A fault of the file as a QueueError; anything else, which is a fault of ours, as it is. */
export function asQueueError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number')
    return error;
  const code = codeByResult.get(error.errcode & 0xff);
  return code === undefined
    ? error
    : new QueueError(code, path, `${path}: ${error.message}`, { cause: error });
}

/** The file is as it was and may take the next row; only a damaged one is beyond that. */
export const isUnwritable = (error: unknown): error is QueueError =>
  error instanceof QueueError && error.code !== 'damaged';

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { asQueueError, QueueError } from './queue-error.ts';

export type FolderErrorCode =
  /** Another agent runs on the folder. */
  | 'inUse'
  /** The folder cannot be made or written to. */
  | 'unwritable';

export class FolderError extends Error {
  override readonly name = 'FolderError';
  constructor(
    readonly code: FolderErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Makes the data folder and keeps every other agent out of it until the process ends, however it ends:
 * the lock is the operating system's, taken through SQLite, and leaves no stale file behind.
 *
 * @param pid of this process, named to whoever comes second
 * @returns what gives the folder free again
 * @throws FolderError naming the folder, and the process that holds it
 */
export function lockFolder(folder: string, pid: number): () => void {
  const pidFile = join(folder, 'agent.pid');
  let db: DatabaseSync | null = null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    db = new DatabaseSync(join(folder, 'agent.lock'));
    db.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${pid}\n`);
  } catch (error) {
    db?.close();
    throw refusal(error, folder, pidFile);
  }
  const held = db;
  return () => held.close();
}

function refusal(error: unknown, folder: string, pidFile: string): unknown {
  const known = asQueueError(error, folder);
  if (known instanceof QueueError && known.code === 'busy') {
    const holder = readPid(pidFile);
    return new FolderError(
      'inUse',
      `${folder}: another agent (process ${holder}) uses this data folder; ` +
        'stop it, or give each agent a dataDir of its own',
    );
  }
  if (!(error instanceof Error)) return error;
  const reason = 'code' in error && error.code !== 'ERR_SQLITE_ERROR' ? error.code : error.message;
  return new FolderError('unwritable', `${folder}: the data folder cannot be written (${reason})`);
}

function readPid(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

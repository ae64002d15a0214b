import { existsSync, renameSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Queue } from './queue.ts';
import { QueueError } from './queue-error.ts';
import { type QueueKind, readQueueId } from './queue-schema.ts';

export interface QueueFile {
  readonly path: string;
  readonly kind: QueueKind;
  readonly newQueueId: () => string;
  /** Hard limit of the file in pages of 4 KiB; SQLite then reports a full disk. */
  readonly maxPages?: number;
}

export interface OpenedQueue {
  readonly queue: Queue;
  /** The id of a damaged queue that stood in the way, 'unknown' when even that could not be read. */
  readonly lostQueueId: string | null;
  /** Where the damaged file lies now. */
  readonly setAsideAs: string | null;
}

/**
 * Opens a queue's file, or begins a new one where there is none. A damaged file is renamed, never deleted:
 * someone may want to look into it.
 * @throws QueueError `unwritable` or `busy`
 */
export function openQueue(file: QueueFile, now: number): OpenedQueue {
  try {
    return { queue: open(file), lostQueueId: null, setAsideAs: null };
  } catch (error) {
    if (error instanceof QueueError && error.code !== 'damaged') throw error;
    return beginAnew(file, now);
  }
}

/** Sets a damaged file aside and begins a new queue in its place. Close the old queue first. */
export function beginAnew(file: QueueFile, now: number): OpenedQueue {
  const lostQueueId = idOfDamaged(file.path);
  const setAsideAs = `${file.path}.damaged-${now}`;
  for (const suffix of ['', '-wal', '-shm'])
    if (existsSync(file.path + suffix)) renameSync(file.path + suffix, setAsideAs + suffix);
  return { queue: open(file), lostQueueId, setAsideAs };
}

/** A queue that lives in memory only, for what cannot be written. It has an id and numbers of its own. */
export const memoryQueue = (newQueueId: () => string, kind: QueueKind): Queue =>
  new Queue(':memory:', kind, newQueueId);

const open = (file: QueueFile): Queue =>
  new Queue(file.path, file.kind, file.newQueueId, file.maxPages);

function idOfDamaged(path: string): string {
  let db: DatabaseSync | null = null;
  try {
    db = new DatabaseSync(path, { readOnly: true });
    return readQueueId(db);
  } catch {
    return 'unknown';
  } finally {
    db?.close();
  }
}

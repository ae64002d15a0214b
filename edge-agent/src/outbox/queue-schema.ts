import type { DatabaseSync } from 'node:sqlite';

/**
 * `events`: a record that was accepted survives a power cut (`synchronous=FULL`).
 * `scores`: history; a power cut may cost the last seconds, a killed process nothing (`NORMAL`).
 */
export type QueueKind = 'events' | 'scores';

/**
 * One row of `record` is one thing that the hub has not acknowledged. A row has no state column: whether
 * it is in flight is a fact about a connection and ends with it, and deleting on acknowledgement is the
 * only change a row ever sees. AUTOINCREMENT makes SQLite remember the highest `seq` it ever gave, so that
 * it never repeats, even after the last row was deleted.
 *
 * Rows with `keep` are never dropped, whatever the caps say: the gap records themselves.
 *
 * `note` holds small facts that must be committed together with a record (which alerts stand, which
 * commands were carried out).
 */
const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    keep INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT;
  CREATE TABLE note (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    expires_at INTEGER
  ) STRICT;
  CREATE INDEX note_expiry ON note (expires_at) WHERE expires_at IS NOT NULL;
  INSERT INTO sqlite_sequence VALUES ('record', 0);
`;

/** `PRAGMA user_version` of a finished schema. */
const schemaVersion = 1;

/** Every statement that runs per message; a test holds each to its index. */
export const hotQueries = {
  append: 'INSERT INTO record (at, bytes, keep, body) VALUES (?, ?, ?, ?)',
  claim: 'SELECT seq, at, bytes, body FROM record WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?',
  waits: 'SELECT 1 FROM record WHERE seq > ? AND seq <= ? LIMIT 1',
  acknowledge: 'DELETE FROM record WHERE seq BETWEEN ? AND ? RETURNING bytes',
  head: 'SELECT at FROM record ORDER BY seq LIMIT 1',
  droppable: 'SELECT seq, at, bytes FROM record WHERE keep = 0 ORDER BY seq LIMIT ?',
  replace: 'UPDATE record SET body = ?, bytes = ? WHERE seq = ?',
  lastSeq: "SELECT seq FROM sqlite_sequence WHERE name = 'record'",
  setNote: `INSERT INTO note (key, value, expires_at) VALUES (?, ?, ?)
    ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires_at = excluded.expires_at`,
  dropNote: 'DELETE FROM note WHERE key = ?',
  note: 'SELECT value FROM note WHERE key = ?',
  notes: 'SELECT key, value FROM note WHERE key >= ? AND key < ? ORDER BY key',
  expireNotes: 'DELETE FROM note WHERE expires_at IS NOT NULL AND expires_at < ?',
} as const;

/**
 * A power cut may roll a `scores` file back by what its log had not yet synced, and the numbers given
 * meanwhile may already have reached the hub. So every start skips further than one log can hold.
 */
const seqSkip = 2 ** 20;

/** Lays the tables in a new file, or checks that they are there. @throws Error of SQLite */
export function prepareSchema(db: DatabaseSync, kind: QueueKind, newQueueId: () => string): string {
  db.exec('PRAGMA busy_timeout = 500; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  const version = db.prepare('PRAGMA user_version').get()?.user_version;
  if (version !== schemaVersion) {
    db.exec(`BEGIN IMMEDIATE; ${schema}`);
    db.prepare("INSERT INTO meta VALUES ('queueId', ?)").run(newQueueId());
    db.exec(`PRAGMA user_version = ${schemaVersion}; COMMIT`);
  }
  if (kind === 'scores') {
    // Under FULL: the skip itself must never be rolled back.
    db.exec(`UPDATE sqlite_sequence SET seq = seq + ${seqSkip} WHERE name = 'record'`);
    db.exec('PRAGMA synchronous = NORMAL');
  }
  return readQueueId(db);
}

/** @throws Error when the file has none */
export function readQueueId(db: DatabaseSync): string {
  const value = db.prepare("SELECT value FROM meta WHERE key = 'queueId'").get()?.value;
  if (typeof value !== 'string') throw new Error('the queue file has no queueId');
  return value;
}

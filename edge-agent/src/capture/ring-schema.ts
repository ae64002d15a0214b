import type { DatabaseSync } from 'node:sqlite';
import { logBytes, pageBytes } from './ring-limits.ts';

/**
 * `block`: sealed rows, never changed again; its number rises by one within its stream and never repeats.
 * `piece`: the few seconds of rows that were written since; so many of them become a block.
 * `stream`: the number that its next block gets.
 */
const schema = `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE layout (
    id INTEGER PRIMARY KEY,
    layout TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE stream (name TEXT PRIMARY KEY, next_block INTEGER NOT NULL) STRICT;
  CREATE TABLE block (
    stream TEXT NOT NULL,
    number INTEGER NOT NULL,
    layout INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    to_at INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (stream, number)
  ) STRICT;
  CREATE INDEX block_age ON block (to_at);
  CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    layout INTEGER NOT NULL,
    from_at INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    body BLOB NOT NULL
  ) STRICT;
  CREATE INDEX piece_stream ON piece (stream, id);
`;

/** `PRAGMA user_version` of a finished schema. */
const schemaVersion = 1;

export const ringQueries = {
  addLayout: 'INSERT INTO layout (layout) VALUES (?) ON CONFLICT DO NOTHING',
  layoutId: 'SELECT id FROM layout WHERE layout = ?',
  layout: 'SELECT layout FROM layout WHERE id = ?',
  addPiece: 'INSERT INTO piece (stream, layout, from_at, rows, body) VALUES (?, ?, ?, ?, ?)',
  pieces: 'SELECT layout, body FROM piece WHERE stream = ? ORDER BY id',
  tally: `SELECT stream, layout, sum(rows) AS rows, min(from_at) AS fromAt FROM piece
    GROUP BY stream, layout`,
  dropPieces: 'DELETE FROM piece WHERE stream = ?',
  nextBlock: `INSERT INTO stream (name, next_block) VALUES (?, 2)
    ON CONFLICT (name) DO UPDATE SET next_block = next_block + 1
    RETURNING next_block - 1 AS number`,
  addBlock: `INSERT INTO block (stream, number, layout, from_at, to_at, rows, body)
    VALUES (?, ?, ?, ?, ?, ?, ?)`,
  block: `SELECT layout, from_at AS fromAt, to_at AS toAt, rows, body FROM block
    WHERE stream = ? AND number = ?`,
  stretch: `SELECT number, layout, rows FROM block
    WHERE stream = ? AND to_at >= ? AND from_at <= ? ORDER BY number`,
  held: `SELECT min(from_at) AS fromAt, max(to_at) AS toAt FROM block WHERE stream = ?`,
  dropOld: 'DELETE FROM block WHERE to_at < ?',
  oldest: 'SELECT rowid AS id, length(body) AS bytes FROM block ORDER BY to_at LIMIT 64',
  drop: 'DELETE FROM block WHERE rowid = ?',
} as const;

/** Lays the tables in a new file. @returns the ring's id @throws Error of SQLite */
export function prepareRing(db: DatabaseSync, newId: () => string, maxPages: number): string {
  db.exec('PRAGMA busy_timeout = 500; PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL');
  // A power cut may cost the last rows; a killed process costs none that were written.
  db.exec('PRAGMA synchronous = NORMAL');
  db.exec(`PRAGMA wal_autocheckpoint = ${logBytes / pageBytes / 2}`);
  db.exec(`PRAGMA journal_size_limit = ${logBytes}; PRAGMA max_page_count = ${maxPages}`);
  if (db.prepare('PRAGMA user_version').get()?.user_version !== schemaVersion) {
    db.exec(`BEGIN IMMEDIATE; ${schema}`);
    db.prepare("INSERT INTO meta VALUES ('ringId', ?)").run(newId());
    db.exec(`PRAGMA user_version = ${schemaVersion}; COMMIT`);
  }
  const id = db.prepare("SELECT value FROM meta WHERE key = 'ringId'").get()?.value;
  if (typeof id !== 'string') throw new Error('the ring has no id');
  return id;
}

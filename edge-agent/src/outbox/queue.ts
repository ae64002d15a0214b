import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { keysOf, recordOf } from '@lookout/shared/collection/record-of';
import {
  maxEventMessageBytes,
  maxEventsPerMessage,
  type SeqRange,
} from '@lookout/shared/protocol/records';
import { asQueueError } from './queue-error.ts';
import { hotQueries, prepareSchema, type QueueKind } from './queue-schema.ts';

/** What a caller hands over: `body` is the record as JSON, an object without `seq` and `replayed`. */
export interface NewRow {
  readonly at: number;
  readonly body: string;
  /** Never dropped, whatever the caps say. */
  readonly keep?: boolean;
}

export interface Row extends NewRow {
  readonly seq: number;
  readonly bytes: number;
}

export type RowHead = Pick<Row, 'seq' | 'at' | 'bytes'>;

/** Null forgets the note. */
export interface Note {
  readonly key: string;
  readonly value: string | null;
  readonly expiresAt?: number;
}

/**
 * A durable first-in, first-out queue in one SQLite file.
 * Every method throws QueueError when the file fails.
 */
export class Queue {
  readonly id: string;
  private readonly db: DatabaseSync;
  private readonly sql: Readonly<Record<keyof typeof hotQueries, StatementSync>>;
  private rowCount = 0;
  private byteCount = 0;

  /** @param path a file, or ':memory:' */
  constructor(
    readonly path: string,
    readonly kind: QueueKind,
    newQueueId: () => string,
    maxPages?: number,
  ) {
    this.db = this.guard(() => new DatabaseSync(path));
    try {
      this.id = this.guard(() => prepareSchema(this.db, kind, newQueueId));
      if (maxPages !== undefined) this.db.exec(`PRAGMA max_page_count = ${maxPages}`);
      this.guard(() => this.checkAndCount());
      this.sql = recordOf(keysOf(hotQueries), (name) => this.db.prepare(hotQueries[name]));
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  get isInMemory(): boolean {
    return this.path === ':memory:';
  }

  get records(): number {
    return this.rowCount;
  }

  /** Of the rows' bodies; the file is somewhat larger. */
  get bytes(): number {
    return this.byteCount;
  }

  /** One transaction: all rows and all notes, or nothing. @returns the rows' numbers */
  append(rows: readonly NewRow[], notes: readonly Note[] = []): number[] {
    return this.transaction(() => {
      const seqs = rows.map((row) => {
        const bytes = Buffer.byteLength(row.body);
        this.rowCount += 1;
        this.byteCount += bytes;
        return Number(
          this.sql.append.run(row.at, bytes, row.keep ? 1 : 0, row.body).lastInsertRowid,
        );
      });
      for (const note of notes) {
        if (note.value === null) this.sql.dropNote.run(note.key);
        else this.sql.setNote.run(note.key, note.value, note.expiresAt ?? null);
      }
      return seqs;
    });
  }

  /** The rows of one message: after `after`, up to `upTo`, oldest first; one at least, if there is one. */
  claim(after: number, upTo: number): Row[] {
    return this.guard(() => {
      const rows: Row[] = [];
      let bytes = 0;
      for (const found of this.sql.claim.iterate(after, upTo, maxEventsPerMessage)) {
        const row = toRow(found);
        bytes += row.bytes + recordOverheadBytes;
        if (rows.length > 0 && bytes > maxEventMessageBytes) break;
        rows.push(row);
      }
      return rows;
    });
  }

  /** Whether `claim` would give a row. */
  waits(after: number, upTo: number): boolean {
    return this.guard(() => this.sql.waits.get(after, upTo) !== undefined);
  }

  /** Deletes exactly the rows named. @returns how many there were */
  acknowledge(ranges: readonly SeqRange[]): number {
    return this.transaction(() => {
      let removed = 0;
      for (const [from, to] of ranges)
        for (const row of this.sql.acknowledge.all(from, to)) {
          removed += 1;
          this.rowCount -= 1;
          this.byteCount -= Number(row.bytes);
        }
      return removed;
    });
  }

  /** Time of the oldest row. */
  oldestAt(): number | null {
    return this.guard(() => {
      const at = this.sql.head.get()?.at;
      return typeof at === 'number' ? at : null;
    });
  }

  /** The oldest rows that may be dropped. */
  droppable(limit: number): RowHead[] {
    return this.guard(() => this.sql.droppable.all(limit).map(toHead));
  }

  /** Gives a row that was never sent another body. */
  replace(row: RowHead, body: string): void {
    this.transaction(() => {
      const bytes = Buffer.byteLength(body);
      this.sql.replace.run(body, bytes, row.seq);
      this.byteCount += bytes - row.bytes;
    });
  }

  /** The highest number ever given, 0 before the first. */
  lastSeq(): number {
    return this.guard(() => Number(this.sql.lastSeq.get()?.seq ?? 0));
  }

  note(key: string): string | null {
    return this.guard(() => textOf(this.sql.note.get(key)?.value));
  }

  /** All notes whose key begins with `prefix`. */
  notes(prefix: string): { readonly key: string; readonly value: string }[] {
    return this.guard(() =>
      this.sql.notes
        .all(prefix, `${prefix}\u{10ffff}`)
        .map((row) => ({ key: String(row.key), value: String(row.value) })),
    );
  }

  expireNotes(now: number): void {
    this.guard(() => this.sql.expireNotes.run(now));
  }

  /** Pages of 4 KiB that deleted rows left behind in the file. */
  freePages(): number {
    return this.guard(() =>
      Number(this.db.prepare('PRAGMA freelist_count').get()?.freelist_count ?? 0),
    );
  }

  /** Gives up to `pages` of them back to the file system. */
  shrink(pages: number): void {
    this.guard(() =>
      this.db.exec(`PRAGMA incremental_vacuum(${pages}); PRAGMA wal_checkpoint(TRUNCATE)`),
    );
  }

  /** For tests: how SQLite would run a hot query. */
  explain(name: keyof typeof hotQueries): string {
    const sql = hotQueries[name];
    const blanks = Array.from(sql.matchAll(/\?/g), () => null);
    const plan = this.db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...blanks);
    return plan.map((row) => String(row.detail)).join('; ');
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  private checkAndCount(): void {
    const verdict = this.db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    if (verdict !== 'ok')
      throw Object.assign(new Error(String(verdict)), { errcode: sqliteCorrupt });
    const totals = this.db.prepare('SELECT count(*) AS n, total(bytes) AS b FROM record').get();
    this.rowCount = Number(totals?.n);
    this.byteCount = Number(totals?.b);
  }

  private transaction<T>(work: () => T): T {
    const before = { rows: this.rowCount, bytes: this.byteCount };
    return this.guard(() => {
      this.db.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        this.db.exec('COMMIT');
        return result;
      } catch (error) {
        this.rowCount = before.rows;
        this.byteCount = before.bytes;
        // SQLite has rolled back by itself after some errors (a full disk among them).
        if (this.db.isTransaction) this.db.exec('ROLLBACK');
        throw error;
      }
    });
  }

  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw asQueueError(error, this.path);
    }
  }
}

const sqliteCorrupt = 11;
/** `"seq":…,"replayed":…,` which a record gets on its way. */
const recordOverheadBytes = 40;

type Found = Record<string, unknown>;

const toHead = (row: Found): RowHead => ({
  seq: Number(row.seq),
  at: Number(row.at),
  bytes: Number(row.bytes),
});
const toRow = (row: Found): Row => ({ ...toHead(row), body: String(row.body) });
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);

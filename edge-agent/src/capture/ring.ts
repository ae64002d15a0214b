import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { keysOf, recordOf } from '@lookout/shared/collection/record-of';
import {
  blockAgeShare,
  maxPages,
  pageBytes,
  type RingLimits,
  rowsPerBlock,
} from './ring-limits.ts';
import { prepareRing, ringQueries } from './ring-schema.ts';
import { joinColumns, type Layout, type PackedRows, packRows, unpackRows } from './row-buffer.ts';

/** Rows of one stream that are to be written. */
export interface Batch {
  readonly stream: string;
  readonly layout: Layout;
  readonly columns: readonly Float64Array[];
}

export interface Block extends PackedRows {
  readonly layout: Layout;
}

export interface StretchBlock {
  readonly number: number;
  readonly rows: number;
  /** Of equal ones alike. */
  readonly layout: number;
}

/** Rows that no block holds yet, of one stream. */
interface Loose {
  readonly layout: number;
  readonly rows: number;
  readonly fromAt: number;
}

/**
 * Raw rows of all streams in one SQLite file. Every method throws what SQLite throws when the file fails
 * (see ring-error); what was not written then is the caller's to drop.
 */
export class Ring {
  /** Another file has another id, and numbers its blocks anew. */
  readonly id: string;
  private readonly db: DatabaseSync;
  private readonly sql: Readonly<Record<keyof typeof ringQueries, StatementSync>>;
  private readonly loose = new Map<string, Loose>();

  constructor(
    path: string,
    private readonly limits: RingLimits,
    newId: () => string,
  ) {
    this.db = new DatabaseSync(path);
    try {
      this.id = prepareRing(this.db, newId, maxPages(limits));
      this.sql = recordOf(keysOf(ringQueries), (name) => this.db.prepare(ringQueries[name]));
      this.tallyLoose();
    } catch (error) {
      this.db.close();
      throw error;
    }
  }

  /** One transaction for all. */
  append(batches: readonly Batch[]): void {
    this.transaction(() => {
      for (const batch of batches) this.appendOne(batch);
    });
  }

  /** Makes blocks of what is loose: of one stream, or of those whose first row is older than `before`. */
  seal(which: { readonly stream: string } | { readonly before: number }): void {
    const due = [...this.loose].filter(([stream, { fromAt }]) =>
      'stream' in which ? stream === which.stream : fromAt < which.before,
    );
    this.transaction(() => {
      for (const [stream] of due) this.sealOne(stream);
    });
  }

  /** Blocks with a row between the times, by their numbers. */
  stretch(stream: string, from: number, to: number): StretchBlock[] {
    return this.sql.stretch.all(stream, from, to).map((row) => ({
      number: Number(row.number),
      rows: Number(row.rows),
      layout: Number(row.layout),
    }));
  }

  /** From when to when there are blocks of a stream; null where there are none. */
  held(stream: string): { readonly fromAt: number; readonly toAt: number } | null {
    const { fromAt, toAt } = this.sql.held.get(stream) ?? {};
    return typeof fromAt === 'number' && typeof toAt === 'number' ? { fromAt, toAt } : null;
  }

  /** Null where the ring has let go of it. */
  block(stream: string, number: number): Block | null {
    const row = this.sql.block.get(stream, number);
    if (row === undefined || !(row.body instanceof Uint8Array)) return null;
    return {
      layout: this.layoutOf(Number(row.layout)),
      rows: Number(row.rows),
      fromAt: Number(row.fromAt),
      toAt: Number(row.toAt),
      body: row.body,
    };
  }

  /** Drops what is older. A clock that was set back leaves blocks of the future: bytes bound them. */
  dropBefore(at: number): void {
    this.seal({ before: at + this.limits.maxAgeMs * (1 - blockAgeShare) });
    this.sql.dropOld.run(at);
  }

  /** Drops the oldest blocks that together hold `bytes`. @returns bytes dropped; 0 when none is left */
  dropOldest(bytes: number): number {
    let dropped = 0;
    this.transaction(() => {
      while (dropped < bytes) {
        const oldest = this.sql.oldest.all();
        if (oldest.length === 0) return;
        for (const { id, bytes: size } of oldest) {
          if (dropped >= bytes) return;
          this.sql.drop.run(Number(id));
          dropped += Number(size);
        }
      }
    });
    return dropped;
  }

  /** Gives free pages back to the file system. */
  shrink(): void {
    this.db.exec('PRAGMA incremental_vacuum(1024); PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** Pages in use; freed ones are filled again before the file grows. */
  usedBytes(): number {
    return (this.pragma('page_count') - this.pragma('freelist_count')) * pageBytes;
  }

  close(): void {
    if (this.db.isOpen) this.db.close();
  }

  private appendOne({ stream, layout, columns }: Batch): void {
    const packed = packRows(columns);
    if (packed.rows === 0) return;
    const id = this.layoutId(layout);
    const before = this.loose.get(stream);
    if (before !== undefined && before.layout !== id) this.sealOne(stream);
    const loose = this.loose.get(stream);
    const full = rowsPerBlock(layout.channels.length);
    if (loose === undefined && packed.rows >= full) {
      this.addBlock(stream, id, packed);
      return;
    }
    const { rows, fromAt, body } = packed;
    this.sql.addPiece.run(stream, id, fromAt, rows, body);
    this.loose.set(stream, {
      layout: id,
      rows: rows + (loose?.rows ?? 0),
      fromAt: Math.min(fromAt, loose?.fromAt ?? fromAt),
    });
    if (rows + (loose?.rows ?? 0) >= full) this.sealOne(stream);
  }

  private sealOne(stream: string): void {
    const loose = this.loose.get(stream);
    if (loose === undefined) return;
    const parts = this.sql.pieces
      .all(stream)
      .flatMap(({ body }) => (body instanceof Uint8Array ? [unpackRows(body)] : []));
    this.addBlock(stream, loose.layout, packRows(joinColumns(parts)));
    this.sql.dropPieces.run(stream);
    this.loose.delete(stream);
  }

  private addBlock(stream: string, layout: number, { rows, fromAt, toAt, body }: PackedRows): void {
    const number = Number(this.sql.nextBlock.get(stream)?.number);
    this.sql.addBlock.run(stream, number, layout, fromAt, toAt, rows, body);
  }

  private layoutId({ periodMs, channels }: Layout): number {
    const text = JSON.stringify({
      periodMs,
      channels: channels.map(({ name, unit }) => ({ name, unit })),
    });
    this.sql.addLayout.run(text);
    return Number(this.sql.layoutId.get(text)?.id);
  }

  private layoutOf(id: number): Layout {
    return JSON.parse(String(this.sql.layout.get(id)?.layout));
  }

  private tallyLoose(): void {
    this.loose.clear();
    for (const { stream, layout, rows, fromAt } of this.sql.tally.all())
      this.loose.set(String(stream), {
        layout: Number(layout),
        rows: Number(rows),
        fromAt: Number(fromAt),
      });
  }

  private pragma(name: 'page_count' | 'freelist_count'): number {
    return Number(this.db.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
  }

  private transaction(work: () => void): void {
    this.db.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.db.exec('COMMIT');
    } catch (error) {
      // SQLite has rolled back by itself after some errors (a full disk among them).
      if (this.db.isTransaction) this.db.exec('ROLLBACK');
      this.tallyLoose();
      throw error;
    }
  }
}

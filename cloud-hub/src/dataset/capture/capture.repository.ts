import type { CaptureChunk } from '@lookout/shared/protocol/capture';
import type { Capture, CaptureState, DatasetChannel } from '@lookout/shared/protocol/datasets';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../../database/transaction.ts';
import { tellChanged } from '../dataset-notices.ts';

/** A capture with what only the hub needs to know. */
export interface CaptureRow extends Capture {
  readonly note: string;
  readonly maxRows: number;
  readonly ring: string | null;
  readonly firstBlock: number | null;
  readonly channels: readonly DatasetChannel[] | null;
  readonly periodMs: number | null;
  readonly heardAt: number | null;
  readonly command: string | null;
  readonly asks: number;
  readonly askedAt: number | null;
}

export type NewCaptureRow = Pick<
  CaptureRow,
  | 'id'
  | 'device'
  | 'stream'
  | 'fromAt'
  | 'toAt'
  | 'name'
  | 'note'
  | 'maxRows'
  | 'createdAt'
  | 'createdBy'
  | 'expiresAt'
>;

const select = `
  SELECT id, device, stream, from_at AS "fromAt", to_at AS "toAt", name, note, max_rows AS "maxRows",
    state, ring, first_block AS "firstBlock", total, channels, period_ms AS "periodMs", received,
    received_bytes AS "receivedBytes", heard_at AS "heardAt", command, asks, asked_at AS "askedAt",
    detail, dataset, created_at AS "createdAt", created_by AS "createdBy", expires_at AS "expiresAt",
    ended_at AS "endedAt"
  FROM captures`;
const isActive = "state IN ('waiting', 'running')";

/** What became of a chunk. */
export type Taken =
  | 'stored'
  | 'known'
  /** Nobody waits for it, or it is of another ring than those before. */
  | 'unwanted';

@Injectable()
export class CaptureRepository {
  constructor(private readonly pool: Pool) {}

  async add(row: NewCaptureRow): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      await tx.query(
        `INSERT INTO captures (id, device, stream, from_at, to_at, name, note, max_rows, state,
           created_at, created_by, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9, $10, $11)`,
        [
          ...[row.id, row.device, row.stream, row.fromAt, row.toAt, row.name, row.note],
          ...[row.maxRows, row.createdAt, row.createdBy, row.expiresAt],
        ],
      );
      await tellChanged(tx, 'capture', row.id);
    });
  }

  async find(id: string): Promise<CaptureRow | null> {
    const { rows } = await this.pool.query<CaptureRow>(`${select} WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Under way, or ended since; the newest first. */
  async list(endedSince: number): Promise<CaptureRow[]> {
    const { rows } = await this.pool.query<CaptureRow>(
      `${select} WHERE ${isActive} OR ended_at > $1 ORDER BY created_at DESC, id`,
      [endedSince],
    );
    return rows;
  }

  /** Those under way, of one device or of all. */
  async active(device: string | null = null): Promise<CaptureRow[]> {
    const { rows } = await this.pool.query<CaptureRow>(
      `${select} WHERE ${isActive} AND ($1::text IS NULL OR device = $1) ORDER BY created_at`,
      [device],
    );
    return rows;
  }

  async findByCommand(command: string): Promise<CaptureRow | null> {
    const { rows } = await this.pool.query<CaptureRow>(
      `${select} WHERE ${isActive} AND command = $1`,
      [command],
    );
    return rows[0] ?? null;
  }

  /** Notes that the device is asked. @returns false where another hub was faster, or it has ended */
  async claimAsk({ id, command }: CaptureRow, next: string, at: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE captures SET command = $3, asked_at = $4, asks = asks + 1
       WHERE id = $1 AND command IS NOT DISTINCT FROM $2 AND ${isActive}`,
      [id, command, next, at],
    );
    return rowCount === 1;
  }

  /** Of one that has ended: whoever takes it tells the device. @returns false where another hub did */
  async releaseCommand(id: string, command: string): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      'UPDATE captures SET command = NULL WHERE id = $1 AND command = $2',
      [id, command],
    );
    return rowCount === 1;
  }

  /** Indices that have come, rising. */
  async present(id: string): Promise<number[]> {
    const { rows } = await this.pool.query<{ place: number }>(
      'SELECT place FROM capture_chunks WHERE capture = $1 ORDER BY place',
      [id],
    );
    return rows.map(({ place }) => place);
  }

  /** Commits a chunk of a capture that waits for it. */
  take(id: string, device: string, index: number, chunk: Chunk, at: number): Promise<Taken> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<CaptureRow>(
        `${select} WHERE id = $1 AND device = $2 AND ${isActive} FOR UPDATE`,
        [id, device],
      );
      const row = rows[0];
      if (row === undefined || !belongs(row, chunk)) return 'unwanted';
      const { rowCount } = await tx.query(
        'INSERT INTO capture_chunks VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
        [id, index, chunk.rows, chunk.body],
      );
      if (rowCount === 0) return 'known';
      await tx.query(
        `UPDATE captures SET state = 'running', ring = $2, first_block = $3, total = $4, channels = $5,
           period_ms = $6, received = received + 1, received_bytes = received_bytes + $7,
           heard_at = $8, asks = 0 WHERE id = $1`,
        [
          ...[id, chunk.ring, chunk.firstBlock, chunk.total, JSON.stringify(chunk.channels)],
          ...[chunk.periodMs, chunk.body.length, at],
        ],
      );
      await tellChanged(tx, 'capture', id);
      return 'stored';
    });
  }

  /** In order. */
  async bodies(tx: Transaction, id: string): Promise<Buffer[]> {
    const { rows } = await tx.query<{ body: Buffer }>(
      'SELECT body FROM capture_chunks WHERE capture = $1 ORDER BY place',
      [id],
    );
    return rows.map(({ body }) => body);
  }

  /** Holds a capture that is under way, so that it ends once. */
  async lock(tx: Transaction, id: string): Promise<CaptureRow | null> {
    const { rows } = await tx.query<CaptureRow>(
      `${select} WHERE id = $1 AND ${isActive} FOR UPDATE`,
      [id],
    );
    return rows[0] ?? null;
  }

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Ends it, and lets go of its chunks. @returns false where it had ended before */
  async end(
    tx: Transaction,
    id: string,
    state: CaptureState,
    { detail, dataset = null, at }: { detail: string | null; dataset?: string | null; at: number },
  ): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE captures SET state = $2, detail = $3, dataset = $4, ended_at = $5
       WHERE id = $1 AND ${isActive}`,
      [id, state, detail, dataset, at],
    );
    if (rowCount === 0) return false;
    await tx.query('DELETE FROM capture_chunks WHERE capture = $1', [id]);
    await tellChanged(tx, 'capture', id);
    return true;
  }
}

type Chunk = Omit<CaptureChunk, 'data'> & { readonly body: Uint8Array };

const belongs = (row: CaptureRow, chunk: Chunk): boolean =>
  row.stream === chunk.stream &&
  (row.ring === null ||
    (row.ring === chunk.ring &&
      row.firstBlock === chunk.firstBlock &&
      row.total === chunk.total &&
      row.channels?.length === chunk.channels.length));

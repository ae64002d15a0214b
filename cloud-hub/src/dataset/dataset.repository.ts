import type {
  Dataset,
  DatasetChange,
  DatasetChannel,
  DatasetSource,
  DatasetSplit,
} from '@lookout/shared/protocol/datasets';
import { Injectable } from '@nestjs/common';
import { DatabaseError, Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { Problem } from '../http/problem.ts';
import { tellChanged } from './dataset-notices.ts';
import { packRecording, type StoredRecording } from './stored-recording.ts';

export type DatasetRow = Omit<Dataset, 'rows' | 'fromAt' | 'toAt' | 'parts' | 'recordings'> & {
  /** In order of time; `place` is their number in the tables. */
  readonly recordings: readonly (Dataset['recordings'][number] & { readonly place: number })[];
};

export interface NewDataset {
  readonly id: string;
  readonly name: string;
  readonly source: DatasetSource;
  readonly channels: readonly DatasetChannel[];
  readonly periodMs: number;
  readonly split: DatasetSplit;
  readonly note: string;
  readonly warnings: readonly string[];
  readonly createdAt: number;
  readonly createdBy: string;
}

const select = `
  SELECT id, name, source, channels, period_ms AS "periodMs", split, note, warnings,
    created_at AS "createdAt", created_by AS "createdBy", used_at AS "usedAt",
    coalesce((SELECT jsonb_agg(jsonb_build_object('place', place, 'file', file, 'sha256', sha256,
        'rows', rows, 'fromAt', from_at, 'toAt', to_at, 'anomalousRows', anomalous_rows)
        ORDER BY from_at NULLS FIRST, place)
      FROM dataset_recordings WHERE dataset = datasets.id), '[]') AS recordings
  FROM datasets`;

@Injectable()
export class DatasetRepository {
  constructor(private readonly pool: Pool) {}

  /** The newest first. */
  async list(): Promise<DatasetRow[]> {
    const { rows } = await this.pool.query<DatasetRow>(`${select} ORDER BY created_at DESC, id`);
    return rows;
  }

  async find(id: string): Promise<DatasetRow | null> {
    const { rows } = await this.pool.query<DatasetRow>(`${select} WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  async findMany(ids: readonly string[]): Promise<DatasetRow[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.pool.query<DatasetRow>(`${select} WHERE id = ANY ($1::uuid[])`, [
      ids,
    ]);
    return rows;
  }

  async findByName(name: string): Promise<DatasetRow | null> {
    const { rows } = await this.pool.query<DatasetRow>(`${select} WHERE name = $1`, [name]);
    return rows[0] ?? null;
  }

  /** @throws Problem 409 nameTaken */
  add(dataset: NewDataset, recordings: readonly StoredRecording[]): Promise<void> {
    return inTransaction(this.pool, (tx) => this.addIn(tx, dataset, recordings));
  }

  /** @throws Problem 409 nameTaken */
  async addIn(
    tx: Transaction,
    dataset: NewDataset,
    recordings: readonly StoredRecording[],
  ): Promise<void> {
    const { id, name, source, channels, periodMs, split, note, warnings } = dataset;
    await namedOnce(name, () =>
      tx.query(
        `INSERT INTO datasets (id, name, source, channels, period_ms, split, note, warnings,
           created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[id, name, json(source), json(channels), periodMs, json(split), note],
          ...[json(warnings), dataset.createdAt, dataset.createdBy],
        ],
      ),
    );
    for (const [place, recording] of recordings.entries())
      await addRecording(tx, id, place, recording);
    await tellChanged(tx, 'dataset', id);
  }

  /** The name, or the first of `name 2`, `name 3`, … that is free. */
  async freeName(tx: Transaction, name: string): Promise<string> {
    const { rows } = await tx.query<{ name: string }>(
      'SELECT name FROM datasets WHERE starts_with(name, $1)',
      [name],
    );
    const taken = new Set(rows.map((row) => row.name));
    let free = name;
    for (let n = 2; taken.has(free); n++) free = `${name} ${n}`;
    return free;
  }

  /** @returns false where it is gone, or was used meanwhile */
  append(id: string, recording: StoredRecording, warnings: readonly string[]): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<{ next: number }>(
        `SELECT (SELECT coalesce(max(place), -1) + 1 FROM dataset_recordings WHERE dataset = $1) AS next
         FROM datasets WHERE id = $1 AND used_at IS NULL FOR UPDATE`,
        [id],
      );
      const next = rows[0]?.next;
      if (next === undefined) return false;
      await addRecording(tx, id, next, recording);
      await tx.query('UPDATE datasets SET warnings = warnings || $2::jsonb WHERE id = $1', [
        id,
        json(warnings),
      ]);
      await tellChanged(tx, 'dataset', id);
      return true;
    });
  }

  /** @throws Problem 409 nameTaken */
  change(id: string, { name, note }: DatasetChange): Promise<boolean> {
    return this.update(id, (tx) =>
      namedOnce(name ?? '', () =>
        tx.query(
          'UPDATE datasets SET name = coalesce($2, name), note = coalesce($3, note) WHERE id = $1',
          [...[id, name ?? null, note ?? null]],
        ),
      ),
    );
  }

  /** @returns false where it was used before, or is gone */
  setSplit(id: string, split: DatasetSplit): Promise<boolean> {
    return this.update(id, (tx) =>
      tx.query('UPDATE datasets SET split = $2 WHERE id = $1 AND used_at IS NULL', [
        id,
        json(split),
      ]),
    );
  }

  async markUsed(id: string, at: number): Promise<void> {
    await this.update(id, (tx) =>
      tx.query('UPDATE datasets SET used_at = $2 WHERE id = $1 AND used_at IS NULL', [id, at]),
    );
  }

  remove(id: string): Promise<boolean> {
    return this.update(id, (tx) => tx.query('DELETE FROM datasets WHERE id = $1', [id]));
  }

  /** One chunk at a time, so that no more than one is in memory. */
  async *chunks(id: string, recording: number): AsyncGenerator<Buffer> {
    for (let place = 0; ; place++) {
      const { rows } = await this.pool.query<{ body: Buffer }>(
        'SELECT body FROM dataset_chunks WHERE dataset = $1 AND recording = $2 AND place = $3',
        [id, recording, place],
      );
      const body = rows[0]?.body;
      if (body === undefined) return;
      yield body;
    }
  }

  private update(
    id: string,
    work: (tx: Transaction) => Promise<{ rowCount: number | null }>,
  ): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rowCount } = await work(tx);
      if (rowCount === 0) return false;
      await tellChanged(tx, 'dataset', id);
      return true;
    });
  }
}

async function addRecording(
  tx: Transaction,
  dataset: string,
  place: number,
  stored: StoredRecording,
): Promise<void> {
  const { file, sha256, timesMs, recording } = stored;
  const { rows, labels } = recording;
  await tx.query(
    `INSERT INTO dataset_recordings (dataset, place, file, sha256, rows, from_at, to_at, anomalous_rows)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[dataset, place, file, sha256, rows],
      ...[timesMs?.[0] ?? null, timesMs?.[rows - 1] ?? null],
      labels?.reduce((sum, label) => sum + label, 0) ?? null,
    ],
  );
  let chunk = 0;
  for await (const body of packRecording(stored))
    await tx.query('INSERT INTO dataset_chunks VALUES ($1, $2, $3, $4)', [
      ...[dataset, place, chunk++, body],
    ]);
}

const json = (value: unknown): string => JSON.stringify(value);

const uniqueViolation = '23505';

async function namedOnce<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== uniqueViolation) throw error;
    throw nameTaken(name);
  }
}

export const nameTaken = (name: string): Problem =>
  Problem.conflict('nameTaken', `There is a data set "${name}".`, 'Choose another name.');

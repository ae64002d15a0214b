import { type BundleFiles, sha256Hex } from '@lookout/shared/bundle/read-bundle';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { unlessUsed } from '../database/unless-used.ts';

export type Evaluation = ReleaseVariant['evaluation'];

export interface NewBundle {
  readonly id: string;
  readonly name: string;
  readonly variant: string;
  readonly sizeBytes: number;
  readonly job: string | null;
  readonly evaluation: Evaluation;
  readonly createdAt: number;
  readonly createdBy: string;
}

export interface BundleRow extends Pick<NewBundle, 'id' | 'name' | 'job' | 'evaluation'> {
  /** The bytes of its manifest.json. */
  readonly manifest: Buffer;
}

@Injectable()
export class BundleRepository {
  constructor(private readonly pool: Pool) {}

  /** @returns false where it was there before; what a job measured of it is added to it then. */
  add(bundle: NewBundle, files: BundleFiles): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<{ isNew: boolean }>(
        `INSERT INTO bundles (id, name, variant, size_bytes, job, evaluation, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (id) DO UPDATE SET job = coalesce(bundles.job, excluded.job),
           evaluation = coalesce(bundles.evaluation, excluded.evaluation)
         RETURNING xmax = 0 AS "isNew"`,
        [
          ...[bundle.id, bundle.name, bundle.variant, bundle.sizeBytes, bundle.job],
          bundle.evaluation === null ? null : JSON.stringify(bundle.evaluation),
          ...[bundle.createdAt, bundle.createdBy],
        ],
      );
      if (rows[0]?.isNew !== true) return false;
      for (const [name, bytes] of Object.entries(files)) await addFile(tx, bundle.id, name, bytes);
      return true;
    });
  }

  async findMany(ids: readonly string[]): Promise<BundleRow[]> {
    const { rows } = await this.pool.query<BundleRow>(
      `SELECT b.id, b.name, b.job, b.evaluation, blobs.bytes AS manifest
       FROM bundles b JOIN blobs ON blobs.sha256 = b.id WHERE b.id = ANY ($1)`,
      [ids],
    );
    return rows;
  }

  /** By name; empty where there is no such bundle. */
  async files(id: string): Promise<ReadonlyMap<string, Buffer>> {
    const { rows } = await this.pool.query<{ name: string; bytes: Buffer }>(
      `SELECT f.name, blobs.bytes FROM bundle_files f JOIN blobs USING (sha256) WHERE f.bundle = $1`,
      [id],
    );
    return new Map(rows.map(({ name, bytes }) => [name, bytes]));
  }

  async file(sha256: string): Promise<Buffer | null> {
    const { rows } = await this.pool.query<{ bytes: Buffer }>(
      'SELECT bytes FROM blobs WHERE sha256 = $1',
      [sha256],
    );
    return rows[0]?.bytes ?? null;
  }

  /** Releases that have it, as `model version`. */
  async releasesOf(id: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ title: string }>(
      `SELECT r.model || ' ' || r.version AS title FROM releases r
       WHERE EXISTS (SELECT FROM release_variants v WHERE v.release = r.id AND v.bundle = $1)
       ORDER BY r.created_at`,
      [id],
    );
    return rows.map(({ title }) => title);
  }

  /** Files that other bundles share stay. A release that has it, drafted this instant too, keeps it. */
  remove(id: string): Promise<'removed' | 'missing' | 'used'> {
    return unlessUsed(() =>
      inTransaction(this.pool, async (tx) => {
        const { rows } = await tx.query<{ sha256: string }>(
          'SELECT sha256 FROM bundle_files WHERE bundle = $1',
          [id],
        );
        const { rowCount } = await tx.query('DELETE FROM bundles WHERE id = $1', [id]);
        if (rowCount === 0) return 'missing';
        await tx.query(
          `DELETE FROM blobs b WHERE sha256 = ANY ($1)
             AND NOT EXISTS (SELECT FROM bundle_files f WHERE f.sha256 = b.sha256)`,
          [rows.map(({ sha256 }) => sha256)],
        );
        return 'removed';
      }),
    );
  }
}

async function addFile(
  tx: Transaction,
  bundle: string,
  name: string,
  bytes: Uint8Array,
): Promise<void> {
  const sha256 = sha256Hex(bytes);
  // DO UPDATE, not DO NOTHING: it locks the row, so that nobody deletes it before it is referred to.
  await tx.query(
    `INSERT INTO blobs (sha256, size_bytes, bytes) VALUES ($1, $2, $3)
     ON CONFLICT (sha256) DO UPDATE SET size_bytes = excluded.size_bytes`,
    [sha256, bytes.length, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)],
  );
  await tx.query('INSERT INTO bundle_files (bundle, name, sha256) VALUES ($1, $2, $3)', [
    ...[bundle, name, sha256],
  ]);
}

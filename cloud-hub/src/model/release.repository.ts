import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import { DatabaseError, Pool } from 'pg';
import { inTransaction } from '../database/transaction.ts';
import { foreignKeyViolation, unlessUsed } from '../database/unless-used.ts';
import { tellChanged } from './model-notices.ts';

type Signature = SignedDocument['signatures'][number];

export interface ReleaseSignature extends Signature {
  readonly signedAt: number;
}

export interface ReleaseRow {
  readonly id: string;
  /** As it is signed. */
  readonly manifest: Buffer;
  readonly createdAt: number;
  readonly createdBy: string;
  /** In the order in which they came. */
  readonly signatures: readonly ReleaseSignature[];
}

export interface NewRelease {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly manifest: ReleaseManifest;
  readonly createdBy: string;
}

const uniqueViolation = '23505';

const select = `
  SELECT r.id, r.manifest, r.created_at AS "createdAt", r.created_by AS "createdBy",
    coalesce((SELECT jsonb_agg(jsonb_build_object('keyId', key_id, 'signature', signature,
        'signedAt', signed_at) ORDER BY signed_at, key_id)
      FROM release_signatures WHERE release = r.id), '[]') AS signatures
  FROM releases r`;

@Injectable()
export class ReleaseRepository {
  constructor(private readonly pool: Pool) {}

  /** The newest first. */
  async list(): Promise<ReleaseRow[]> {
    const { rows } = await this.pool.query<ReleaseRow>(
      `${select} ORDER BY r.created_at DESC, r.id`,
    );
    return rows;
  }

  async find(id: string): Promise<ReleaseRow | null> {
    const { rows } = await this.pool.query<ReleaseRow>(`${select} WHERE r.id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Ids of those that begin so, and of one of this `model version`. */
  async findIds(text: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM releases WHERE (length($1) >= 6 AND starts_with(id, $1))
         OR model || ' ' || version = $1 OR model || '@' || version = $1 ORDER BY id`,
      [text],
    );
    return rows.map(({ id }) => id);
  }

  async newestOf(model: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM releases WHERE model = $1 ORDER BY created_at DESC, id LIMIT 1',
      [model],
    );
    return rows[0]?.id ?? null;
  }

  /** `noBundle`: one was deleted meanwhile. */
  async add({
    id,
    bytes,
    manifest,
    createdBy,
  }: NewRelease): Promise<'added' | 'taken' | 'noBundle'> {
    const { model, version, lineage, createdAt, variants } = manifest;
    try {
      await inTransaction(this.pool, async (tx) => {
        await tx.query(
          `INSERT INTO releases (id, model, version, manifest, parent, job, created_at, created_by)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
          [
            ...[id, model, version, Buffer.from(bytes), lineage.parent, lineage.job],
            ...[createdAt, createdBy],
          ],
        );
        await tx.query(
          `INSERT INTO release_variants (release, name, bundle)
           SELECT $1, * FROM unnest($2::text[], $3::text[])`,
          [id, variants.map(({ name }) => name), variants.map(({ bundle }) => bundle)],
        );
        await tellChanged(tx, 'release', id);
      });
      return 'added';
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (error.code === uniqueViolation) return 'taken';
      if (error.code === foreignKeyViolation) return 'noBundle';
      throw error;
    }
  }

  /** A second signature of the same key changes nothing. */
  async sign(id: string, signatures: readonly Signature[], at: number, by: string): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      for (const { keyId, signature } of signatures)
        await tx.query(
          `INSERT INTO release_signatures (release, key_id, signature, signed_at, signed_by)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
          [id, keyId, signature, at, by],
        );
      await tellChanged(tx, 'release', id);
    });
  }

  /** `used`: some room's table refers to it. */
  remove(id: string): Promise<'removed' | 'missing' | 'used'> {
    return unlessUsed(() =>
      inTransaction(this.pool, async (tx) => {
        const { rowCount } = await tx.query('DELETE FROM releases WHERE id = $1', [id]);
        if (rowCount === 0) return 'missing';
        await tellChanged(tx, 'release', id);
        return 'removed';
      }),
    );
  }
}

import { createHash, randomUUID } from 'node:crypto';
import type { Upload } from '@lookout/shared/protocol/jobs';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

export interface NewUpload {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly by: string;
  readonly at: number;
}

/** Files that were uploaded for jobs. */
@Injectable()
export class UploadRepository {
  constructor(private readonly pool: Pool) {}

  async add({ name, bytes, by, at }: NewUpload): Promise<Upload> {
    const id = randomUUID();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    await this.pool.query(
      `INSERT INTO compression_upload (id, name, sha256, size, bytes, created_by, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [id, name, sha256, bytes.length, bytes, by, at],
    );
    return { id, name, sizeBytes: bytes.length, sha256, createdAt: at };
  }

  async read(id: string): Promise<{ name: string; bytes: Uint8Array } | null> {
    const { rows } = await this.pool.query<{ name: string; bytes: Buffer }>(
      'SELECT name, bytes FROM compression_upload WHERE id = $1',
      [id],
    );
    return rows[0] ?? null;
  }

  /** Those of the ids that are there. */
  async known(ids: readonly string[]): Promise<Set<string>> {
    const { rows } = await this.pool.query<{ id: string }>(
      'SELECT id FROM compression_upload WHERE id = ANY ($1::uuid[])',
      [ids],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** Removes what was uploaded before `before` and no job names. */
  async sweep(before: number): Promise<number> {
    const { rowCount } = await this.pool.query(
      `DELETE FROM compression_upload u WHERE created_at < $1 AND NOT EXISTS
         (SELECT FROM compression_job j WHERE strpos(j.request::text, u.id::text) > 0)`,
      [before],
    );
    return rowCount ?? 0;
  }
}

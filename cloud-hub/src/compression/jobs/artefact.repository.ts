import { createHash } from 'node:crypto';
import type { JobArtefact } from '@lookout/shared/protocol/jobs';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { ArtefactStore } from '../pipeline/artefact-store.ts';
import type { Claim, JobClaims } from './job-claims.repository.ts';
import { JobError } from './job-error.ts';

/** PostgreSQL hands bytes over twice as long, as text, and a JavaScript string ends at 512 MiB. */
export const mostArtefactBytes = 128 * 1024 * 1024;
/** Of one job, all together. */
export const mostJobBytes = 512 * 1024 * 1024;

@Injectable()
export class ArtefactRepository {
  constructor(private readonly pool: Pool) {}

  async list(job: string): Promise<JobArtefact[]> {
    const { rows } = await this.pool.query<JobArtefact>(
      `SELECT name, size AS "sizeBytes", sha256, created_at AS "createdAt"
       FROM compression_artefact WHERE job = $1 AND name NOT LIKE 'work/%' ORDER BY name`,
      [job],
    );
    return rows;
  }

  async read(job: string, name: string): Promise<Uint8Array | null> {
    const { rows } = await this.pool.query<{ bytes: Buffer }>(
      'SELECT bytes FROM compression_artefact WHERE job = $1 AND name = $2',
      [job, name],
    );
    return rows[0]?.bytes ?? null;
  }
}

/** The store of one run: anyone may read, only the holder of the claim writes. */
export class JobArtefacts implements ArtefactStore {
  constructor(
    private readonly artefacts: ArtefactRepository,
    private readonly claims: JobClaims,
    private readonly claim: Claim,
    private readonly clock: () => number,
  ) {}

  read(name: string): Promise<Uint8Array | null> {
    return this.artefacts.read(this.claim.job.id, name);
  }

  /** @throws JobError `tooLarge`, `claimLost` */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    if (bytes.length > mostArtefactBytes) throw tooLarge(name, bytes.length, mostArtefactBytes);
    const { id } = this.claim.job;
    await this.claims.fenced(this.claim, async (tx) => {
      const { rows } = await tx.query<{ held: number }>(
        `SELECT coalesce(sum(size), 0) AS held FROM compression_artefact
         WHERE job = $1 AND name <> $2`,
        [id, name],
      );
      const all = Number(rows[0]?.held ?? 0) + bytes.length;
      if (all > mostJobBytes)
        throw tooLarge(`all that the job made, "${name}" with it,`, all, mostJobBytes);
      await tx.query(
        `INSERT INTO compression_artefact (job, name, sha256, size, bytes, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (job, name) DO UPDATE SET sha256 = excluded.sha256, size = excluded.size,
           bytes = excluded.bytes, created_at = excluded.created_at`,
        [
          id,
          name,
          createHash('sha256').update(bytes).digest('hex'),
          bytes.length,
          Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
          this.clock(),
        ],
      );
    });
  }
}

const megabytes = (bytes: number): string => `${Math.ceil(bytes / 1024 / 1024)} MB`;
const tooLarge = (what: string, size: number, most: number): JobError =>
  new JobError(
    'tooLarge',
    `${what} is ${megabytes(size)}, at most ${megabytes(most)}: take fewer rows or channels`,
  );

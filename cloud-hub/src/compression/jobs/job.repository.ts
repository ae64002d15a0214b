import type { JobOrder, JobQuery } from '@lookout/shared/protocol/jobs';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction } from '../../database/transaction.ts';
import { JobQueue } from './job-queue.repository.ts';
import { type JobRow, jobColumns } from './job-row.ts';

/** Every change of a job, its stages or artefacts is told on it, after commit; the payload is the job's id. */
export const jobChannel = 'lookout_job';

const statesOf: Readonly<Record<JobQuery['state'], readonly string[]>> = {
  open: ['queued', 'running'],
  ended: ['done', 'infeasible', 'failed', 'cancelled'],
  all: ['queued', 'running', 'done', 'infeasible', 'failed', 'cancelled'],
};

/** What people do to jobs. What workers do is in `job-claims.repository.ts`. */
@Injectable()
export class JobRepository {
  constructor(
    private readonly pool: Pool,
    private readonly queue: JobQueue,
  ) {}

  async create(id: string, order: JobOrder, by: string, at: number): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      const queueId = await this.queue.send(tx, id);
      await tx.query(
        `INSERT INTO compression_job
           (id, kind, name, request, state, created_by, created_at, queue_id)
         VALUES ($1, $2, $3, $4, 'queued', $5, $6, $7)`,
        [id, order.kind, order.request.name, JSON.stringify(order), by, at, queueId],
      );
      await tx.query('SELECT pg_notify($1, $2)', [jobChannel, id]);
    });
  }

  async find(id: string): Promise<JobRow | null> {
    return (await this.findMany([id]))[0] ?? null;
  }

  async findMany(ids: readonly string[]): Promise<JobRow[]> {
    const { rows } = await this.pool.query<JobRow>(
      `SELECT ${jobColumns} FROM compression_job WHERE id = ANY ($1::uuid[])`,
      [ids],
    );
    return rows;
  }

  /** The newest first. */
  async list({ state, limit }: JobQuery): Promise<JobRow[]> {
    const { rows } = await this.pool.query<JobRow>(
      `SELECT ${jobColumns} FROM compression_job WHERE state = ANY ($1)
       ORDER BY created_at DESC, id LIMIT $2`,
      [statesOf[state], limit],
    );
    return rows;
  }

  /** False: it had ended before. Its worker, if any, can write nothing from here on. */
  async cancel(id: string, by: string, at: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ queueId: string | null }>(
      `WITH changed AS (
         UPDATE compression_job SET state = 'cancelled', finished_at = $2, error_code = 'cancelled',
           error_text = $3
         WHERE id = $1 AND state IN ('queued', 'running') RETURNING queue_id)
       SELECT queue_id AS "queueId", pg_notify($4, $1::text) FROM changed`,
      [id, at, `Cancelled by ${by}.`, jobChannel],
    );
    const [changed] = rows;
    if (changed?.queueId) await this.queue.withdraw(changed.queueId);
    return changed !== undefined;
  }

  /** Puts an ended job in line again; what its finished stages made is kept. False: it has not ended so. */
  async retry(id: string): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rowCount } = await tx.query(
        `SELECT FROM compression_job
         WHERE id = $1 AND state IN ('failed', 'cancelled', 'infeasible') FOR UPDATE`,
        [id],
      );
      if (rowCount === 0) return false;
      const queueId = await this.queue.send(tx, id);
      await tx.query(
        `UPDATE compression_job SET state = 'queued', queue_id = $2, finished_at = NULL, worker = NULL,
           error_code = NULL, error_text = NULL WHERE id = $1`,
        [id, queueId],
      );
      await tx.query('SELECT pg_notify($1, $2)', [jobChannel, id]);
      return true;
    });
  }

  /** Ends the jobs that no worker will get any more: every one that took them up was lost. */
  async endLost(at: number): Promise<string[]> {
    const { rows } = await this.pool.query<{ queueId: string }>(
      `SELECT queue_id AS "queueId" FROM compression_job
       WHERE state IN ('queued', 'running') AND queue_id IS NOT NULL`,
    );
    const lost = await this.queue.lost(rows.map(({ queueId }) => queueId));
    if (lost.length === 0) return [];
    const ended = await this.pool.query<{ id: string }>(
      `WITH changed AS (
         UPDATE compression_job SET state = 'failed', finished_at = $2, error_code = 'workerLost',
           error_text = $3
         WHERE queue_id = ANY ($1::uuid[]) AND state IN ('queued', 'running') RETURNING id)
       SELECT id, pg_notify($4, id::text) FROM changed`,
      [lost, at, workerLost, jobChannel],
    );
    return ended.rows.map(({ id }) => id);
  }
}

const workerLost =
  'Every worker that took it up was lost on the way, most likely for want of memory. ' +
  'See the log of the workers; a retry goes on after the last finished stage.';

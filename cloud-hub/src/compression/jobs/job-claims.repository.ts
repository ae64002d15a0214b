import type { JobState } from '@lookout/shared/protocol/jobs';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../../database/transaction.ts';
import type { StageProgress } from '../pipeline/progress.ts';
import { jobChannel } from './job.repository.ts';
import { JobError } from './job-error.ts';
import type { Delivery, JobQueue } from './job-queue.repository.ts';
import { type JobRow, jobColumns } from './job-row.ts';

/** A job in the hands of one worker. */
export interface Claim {
  readonly job: JobRow;
  /** Whoever claims the job after us gets a higher one, and ours is void. */
  readonly attempt: number;
}

/** How a run ended. */
export interface Ending {
  readonly state: Extract<JobState, 'done' | 'infeasible' | 'failed'>;
  readonly errorCode?: string;
  readonly errorText?: string;
}

/**
 * What workers do to jobs. Everything is fenced by the attempt: it happens only as long as the job runs and no
 * one has claimed it after us.
 */
export class JobClaims {
  constructor(
    private readonly pool: Pool,
    private readonly queue: JobQueue,
  ) {}

  /**
   * Null: it was cancelled, has ended, or was put in line anew since it was delivered. A job that runs
   * elsewhere is taken away from there: the queue has delivered it again because that worker is not heard.
   */
  async claim({ jobId, queueId }: Delivery, worker: string, at: number): Promise<Claim | null> {
    const { rows } = await this.pool.query<JobRow>(
      `UPDATE compression_job SET state = 'running', worker = $3, attempt = attempt + 1,
         started_at = coalesce(started_at, $4)
       WHERE id = $1 AND queue_id = $2 AND state IN ('queued', 'running') RETURNING ${jobColumns}`,
      [jobId, queueId, worker, at],
    );
    const [job] = rows;
    if (job === undefined) return null;
    await this.pool.query('SELECT pg_notify($1, $2)', [jobChannel, jobId]);
    return { job, attempt: job.attempt };
  }

  /** Whether it still is ours. */
  async holds({ job, attempt }: Claim): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `SELECT FROM compression_job WHERE id = $1 AND attempt = $2 AND state = 'running'`,
      [job.id, attempt],
    );
    return rowCount === 1;
  }

  /**
   * Where each of the stages stands. A stage that was finished by an earlier attempt keeps its times and that
   * attempt. @throws JobError `claimLost`
   */
  async progress(
    claim: Claim,
    stages: readonly StageProgress<string>[],
    at: number,
  ): Promise<void> {
    await this.fenced(claim, async (tx) => {
      for (const { stage, state, fraction, message, figures } of stages)
        await tx.query(
          `INSERT INTO compression_stage AS old
             (job, stage, state, fraction, message, figures, attempt, started_at, finished_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, CASE WHEN $3 = 'running' THEN NULL ELSE $8::bigint END)
           ON CONFLICT (job, stage) DO UPDATE SET
             state = excluded.state, fraction = excluded.fraction, message = excluded.message,
             figures = excluded.figures, attempt = excluded.attempt,
             started_at = CASE WHEN old.attempt = excluded.attempt THEN old.started_at
               ELSE excluded.started_at END,
             finished_at = excluded.finished_at
           WHERE old.state = 'running' OR old.attempt = excluded.attempt`,
          [
            claim.job.id,
            stage,
            state,
            Math.min(1, Math.max(0, fraction)),
            message.slice(0, 4_000),
            JSON.stringify(figures ?? {}),
            claim.attempt,
            at,
          ],
        );
    });
  }

  /** @throws JobError `claimLost` */
  async end(claim: Claim, { state, errorCode, errorText }: Ending, at: number): Promise<void> {
    await this.fenced(claim, async (tx) => {
      await tx.query(
        `UPDATE compression_job SET state = $2, finished_at = $3, error_code = $4, error_text = $5
         WHERE id = $1`,
        [claim.job.id, state, at, errorCode ?? null, errorText?.slice(0, 4_000) ?? null],
      );
      // What only a later attempt would have needed.
      if (state === 'done')
        await tx.query(`DELETE FROM compression_artefact WHERE job = $1 AND name LIKE 'work/%'`, [
          claim.job.id,
        ]);
    });
  }

  /** Gives the job back, for a worker that is stopped in order: no crash is counted. */
  async giveBack(claim: Claim): Promise<void> {
    await this.fenced(claim, async (tx) => {
      const queueId = await this.queue.send(tx, claim.job.id);
      await tx.query(
        `UPDATE compression_job SET state = 'queued', worker = NULL, queue_id = $2 WHERE id = $1`,
        [claim.job.id, queueId],
      );
    });
  }

  /** The row is locked until the commit, so that no claim comes between the look and the writing. */
  async fenced(claim: Claim, work: (tx: Transaction) => Promise<void>): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      const { rowCount } = await tx.query(
        `SELECT FROM compression_job WHERE id = $1 AND attempt = $2 AND state = 'running'
         FOR NO KEY UPDATE`,
        [claim.job.id, claim.attempt],
      );
      if (rowCount !== 1) throw new JobError('claimLost', 'the job is no longer ours');
      await work(tx);
      await tx.query('SELECT pg_notify($1, $2)', [jobChannel, claim.job.id]);
    });
  }
}

import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { Pool } from 'pg';
import { PgBoss } from 'pg-boss';
import type { Transaction } from '../../database/transaction.ts';
import { Heartbeats } from './beat/heartbeats.ts';

/** How soon the loss of a worker is noticed; `beatSeconds` after its last beat, plus one look. */
export interface QueueTiming {
  /** A worker that is not heard for so long is taken for dead. 10 at least. */
  readonly beatSeconds: number;
  readonly lookEverySeconds: number;
}
/** A machine that swaps, or a line that is slow, is no dead worker yet; a dead one is noticed in 40 s. */
export const queueTiming: QueueTiming = { beatSeconds: 30, lookEverySeconds: 10 };

/** A job that kills its worker so often is not tried again. */
const crashesAtMost = 3;
const queue = 'compression';
/** The longest that a step of a job may hold its thread. */
const stillAtMostMs = 15 * 60_000;
/** Of the queue's own tables in the hub's database. */
const schema = 'lookout_queue';

export const QUEUE_TIMING = Symbol('QueueTiming');

export interface Delivery {
  readonly jobId: string;
  /** Which of the job's turns this is. */
  readonly queueId: string;
  /** Aborted when the queue has given the job to someone else. */
  readonly signal: AbortSignal;
}

/**
 * Brings jobs to workers, one at a time to each, and again where a worker is lost. What a job is, and how far,
 * stands in our own tables; here are only its turns.
 */
@Injectable()
export class JobQueue {
  private readonly log = new Logger(JobQueue.name);
  private readonly boss: PgBoss;
  private beats: Heartbeats | null = null;

  constructor(
    private readonly pool: Pool,
    @Optional() @Inject(QUEUE_TIMING) private readonly timing: QueueTiming = queueTiming,
  ) {
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => pool.query(text, values) },
      schema,
      schedule: false,
      registerInstance: false,
      reindex: false,
      superviseIntervalSeconds: timing.lookEverySeconds,
      monitorIntervalSeconds: timing.lookEverySeconds,
    });
    this.boss.on('error', (error) => this.log.warn(`the queue of jobs waits: ${error.message}`));
  }

  /** Makes its tables where they are missing. Twice is once. */
  async start(): Promise<void> {
    await this.boss.start();
    await this.boss.createQueue(queue, { retentionSeconds: 365 * 86_400 });
  }

  async stop(): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: 20_000, close: false });
    await this.beats?.stop();
  }

  /** In line once the transaction is committed. */
  async send(tx: Transaction, jobId: string): Promise<string> {
    const id = await this.boss.send(
      queue,
      { jobId },
      {
        db: { executeSql: (text, values) => tx.query(text, values) },
        retryLimit: crashesAtMost - 1,
        retryDelay: 1,
        heartbeatSeconds: this.timing.beatSeconds,
        expireInSeconds: 23 * 3_600,
      },
    );
    if (id === null) throw new Error('the queue did not take the job');
    return id;
  }

  async withdraw(queueId: string): Promise<void> {
    await this.boss.cancel(queue, queueId);
  }

  /** Those of them that no worker will get any more. */
  async lost(queueIds: readonly string[]): Promise<string[]> {
    const lost: string[] = [];
    for (const id of queueIds) {
      const [job] = await this.boss.findJobs(queue, { id });
      if (!job || !['created', 'retry', 'active'].includes(job.state)) lost.push(id);
    }
    return lost;
  }

  /** One job after the other, until `stop`. A handler that throws has its job tried again. */
  async work(handler: (delivery: Delivery) => Promise<void>): Promise<void> {
    await this.boss.work<{ jobId: string }>(
      queue,
      {
        batchSize: 1,
        localConcurrency: 1,
        pollingIntervalSeconds: 1,
        heartbeatRefreshSeconds: this.timing.beatSeconds / 6,
      },
      async ([job]) => {
        if (job === undefined) return;
        // With the first job: a worker that waits is to cost little.
        this.beats ??= this.heartbeats();
        this.beats.begin({ id: job.id, retryCount: job.retryCount });
        try {
          await handler({ jobId: job.data.jobId, queueId: job.id, signal: job.signal });
        } finally {
          this.beats.end();
        }
      },
    );
  }

  private heartbeats(): Heartbeats {
    const { connectionString } = this.pool.options;
    if (connectionString === undefined) throw new Error('a pool by address was expected');
    const everyMs = (this.timing.beatSeconds * 1_000) / 6;
    return new Heartbeats(
      { connectionString, schema, queue, everyMs, stillMs: stillAtMostMs },
      (error) => this.log.error(`no heartbeat of its own: ${error.message}`),
    );
  }
}

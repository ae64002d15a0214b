import { hostname } from 'node:os';
import type { LoggerService } from '@nestjs/common';
import { Notifications } from '../../../database/notifications.ts';
import type { OpenDatabase } from '../../../database/open-database.ts';
import { partsBesideHub } from '../../../dataset/datasets-beside-hub.ts';
import { ArtefactRepository } from '../artefact.repository.ts';
import type { EngineTable } from '../engine/engine.ts';
import { JobClaims } from '../job-claims.repository.ts';
import { JobQueue, type QueueTiming, queueTiming } from '../job-queue.repository.ts';
import { UploadRepository } from '../upload.repository.ts';
import { JobWorker } from './job-worker.ts';

export interface WorkerOptions {
  readonly engines: EngineTable;
  readonly log: LoggerService;
  readonly name?: string;
  readonly timing?: QueueTiming;
}

/** A worker on the hub's database; it may be on another machine than the hub. */
export function openWorker(
  { pool }: Pick<OpenDatabase, 'pool'>,
  { engines, log, name, timing = queueTiming }: WorkerOptions,
): JobWorker {
  const queue = new JobQueue(pool, timing);
  return new JobWorker({
    queue,
    claims: new JobClaims(pool, queue),
    artefacts: new ArtefactRepository(pool),
    uploads: new UploadRepository(pool),
    datasets: partsBesideHub({ pool }),
    notifications: new Notifications(pool),
    engines,
    name: name ?? `${hostname()}/${process.pid}`,
    clock: Date.now,
    log,
  });
}

import type { JobOrder } from '@lookout/shared/protocol/jobs';
import { openTestDatabase } from '../../../../test/support/postgres.ts';
import { Notifications } from '../../database/notifications.ts';
import { mergeSchemas } from '../../database/schema.ts';
import { partsBesideHub } from '../../dataset/datasets-beside-hub.ts';
import { modelSchema } from '../../model/model.schema.ts';
import { ArtefactRepository } from './artefact.repository.ts';
import type { EngineTable, JobEngine } from './engine/engine.ts';
import { JobRepository } from './job.repository.ts';
import { JobClaims } from './job-claims.repository.ts';
import { JobQueue } from './job-queue.repository.ts';
import { jobsSchema } from './jobs.schema.ts';
import { UploadRepository } from './upload.repository.ts';
import { JobWorker } from './worker/job-worker.ts';

/** The queue is as quick as it can be. */
export const quickTiming = { beatSeconds: 10, lookEverySeconds: 1 };

/** The rooms' repositories on a real PostgreSQL. */
export async function jobRooms() {
  const database = await openTestDatabase(mergeSchemas(jobsSchema, modelSchema));
  const queue = new JobQueue(database.pool, quickTiming);
  await queue.start();
  const artefacts = new ArtefactRepository(database.pool);
  const uploads = new UploadRepository(database.pool);
  const datasets = partsBesideHub(database);
  return {
    pool: database.pool,
    url: database.url,
    queue,
    artefacts,
    uploads,
    datasets,
    jobs: new JobRepository(database.pool, queue),
    claims: new JobClaims(database.pool, queue),
    worker(name: string, train: JobEngine<'train'>, log: (error: unknown) => void = () => {}) {
      const own = new JobQueue(database.pool, quickTiming);
      const engines: EngineTable = { train: async () => train };
      const logger = { log() {}, warn() {}, error: log };
      return new JobWorker({
        queue: own,
        claims: new JobClaims(database.pool, own),
        notifications: new Notifications(database.pool),
        clock: Date.now,
        log: logger,
        ...{ artefacts, uploads, datasets, engines, name },
      });
    },
    close: async () => {
      await queue.stop();
      await database.close();
    },
  };
}

export const trainOrder = (name: string): JobOrder => ({
  kind: 'train',
  request: { name, windowLength: 10, threshold: { kind: 'falseAlarmRate', rate: 0.01 }, seed: 1 },
  data: { kind: 'uploads', ids: ['3f2a7c1e-5b64-4d8e-9a10-6c7d8e9f0a1b'] },
  labelled: null,
  reading: { ignoreColumns: [], timeColumn: null, periodMs: null, skipMissing: false },
});

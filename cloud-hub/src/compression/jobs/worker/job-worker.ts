import type { LoggerService } from '@nestjs/common';
import type { Notifications } from '../../../database/notifications.ts';
import type { DatasetPartsService } from '../../../dataset/dataset-parts.ts';
import { orNull } from '../../../http/problem.ts';
import type { ArtefactRepository } from '../artefact.repository.ts';
import type { EngineTable } from '../engine/engine.ts';
import { jobChannel } from '../job.repository.ts';
import type { JobClaims } from '../job-claims.repository.ts';
import { JobError } from '../job-error.ts';
import type { JobQueue } from '../job-queue.repository.ts';
import type { UploadRepository } from '../upload.repository.ts';
import { runJob } from './run-job.ts';

/** A cancellation is told by a notice; where that got lost, by looking. */
const lookEveryMs = 2_000;

export interface WorkerParts {
  readonly queue: JobQueue;
  readonly claims: JobClaims;
  readonly artefacts: ArtefactRepository;
  readonly uploads: UploadRepository;
  readonly datasets: Pick<DatasetPartsService, 'use'>;
  readonly notifications: Notifications;
  readonly engines: EngineTable;
  /** For people: on which machine, which process. */
  readonly name: string;
  readonly clock: () => number;
  readonly log: LoggerService;
}

/** Takes jobs from the queue, one at a time, until it is stopped. */
export class JobWorker {
  private readonly stopping = new AbortController();
  private readonly lookers = new Map<string, () => void>();

  constructor(private readonly parts: WorkerParts) {}

  async start(): Promise<void> {
    const { queue, notifications } = this.parts;
    await queue.start();
    await notifications.listen(jobChannel, (id) => this.lookers.get(id)?.());
    await queue.work((delivery) => {
      // Too late to begin: the queue brings it to another.
      this.stopping.signal.throwIfAborted();
      const { name: workerName, uploads, datasets, artefacts, log, ...rest } = this.parts;
      return runJob(delivery, {
        ...rest,
        workerName,
        artefacts,
        files: {
          upload: (id) => uploads.read(id),
          dataset: (name, windowLength) => orNull(datasets.use(name, windowLength)),
          artefact: (job, name) => artefacts.read(job, name),
        },
        stopping: this.stopping.signal,
        watch: (id, look) => this.watch(id, look),
        log: (error) => log.error(error),
      });
    });
  }

  /** Gives a job under way back, to be gone on with by another worker. */
  async stop(): Promise<void> {
    const stopped = this.parts.queue.stop();
    this.stopping.abort(new JobError('workerStopping', 'the worker is being stopped'));
    await stopped;
    await this.parts.notifications.onApplicationShutdown();
  }

  private watch(id: string, look: () => void): () => void {
    this.lookers.set(id, look);
    const timer = setInterval(look, lookEveryMs);
    return () => {
      clearInterval(timer);
      this.lookers.delete(id);
    };
  }
}

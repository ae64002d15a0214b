import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Notifications } from '../../database/notifications.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { jobsChanged } from './job.events.ts';
import { JobRepository, jobChannel } from './job.repository.ts';
import { JobQueue } from './job-queue.repository.ts';
import { UploadRepository } from './upload.repository.ts';

const sweepEveryMs = 10_000;
const unusedUploadsKeptMs = 24 * 3_600_000;

/** What workers did, told to this hub's rooms; and what nobody would do otherwise: to end lost jobs. */
@Injectable()
export class JobWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(JobWatch.name);
  private timer: NodeJS.Timeout | null = null;
  /** Open at the last sweep. A notice may be lost: what was open then is told again. */
  private open: readonly string[] = [];

  constructor(
    private readonly jobs: JobRepository,
    private readonly uploads: UploadRepository,
    private readonly queue: JobQueue,
    private readonly notifications: Notifications,
    private readonly bus: EventBus,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.queue.start();
    await this.notifications.listen(jobChannel, (id) => this.bus.emit(jobsChanged, [id]));
    this.timer = setInterval(() => {
      this.sweep().catch((error: Error) => this.log.warn(`jobs are not swept: ${error.message}`));
    }, sweepEveryMs);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.queue.stop();
  }

  private async sweep(): Promise<void> {
    const ended = await this.jobs.endLost(this.clock());
    for (const id of ended) this.log.warn(`job ${id} lost every worker that took it up`);
    const open = (await this.jobs.list({ state: 'open', limit: 500 })).map(({ id }) => id);
    const told = new Set([...this.open, ...open]);
    this.open = open;
    if (told.size > 0) this.bus.emit(jobsChanged, [...told]);
    await this.uploads.sweep(this.clock() - unusedUploadsKeptMs);
  }
}

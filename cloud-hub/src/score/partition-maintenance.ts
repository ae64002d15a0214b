import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { PartitionRepository } from './partition.repository.ts';
import { planPartitions } from './partition-plan.ts';

const everyMs = 3_600_000;
/** A hub that is down over a long weekend finds its partitions ready. */
const aheadDays = 5;

/** Makes the days ahead and drops those past retention: at the start, then every hour. */
@Injectable()
export class PartitionMaintenance implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(PartitionMaintenance.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly partitions: PartitionRepository,
    @Inject(HUB_CONFIG) private readonly config: Pick<HubConfig, 'scoreRetentionDays'>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.tryRun();
    this.timer = setInterval(() => this.tryRun(), everyMs);
    this.timer.unref();
  }

  onApplicationShutdown(): void {
    if (this.timer !== null) clearInterval(this.timer);
  }

  /** False when another hub is at it. */
  async run(): Promise<boolean> {
    const now = this.clock();
    const { scoreRetentionDays: retentionDays } = this.config;
    return this.partitions.maintain((facts) =>
      planPartitions({ now, ...facts, retentionDays, aheadDays }),
    );
  }

  /** Windows without a partition of their day land in the default one: a failure can wait an hour. */
  private async tryRun(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      this.log.warn(`score partitions: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

import {
  type FactoryProvider,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Pool } from 'pg';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../../config/config.ts';
import { PartitionRepository } from './partition.repository.ts';
import { type DailyTable, planPartitions } from './partition-plan.ts';

const everyMs = 3_600_000;
/** A hub that is down over a long weekend finds its partitions ready. */
const aheadDays = 5;

/** Makes the days of a room's table ahead and drops those past retention: at the start, then every hour. */
export class DailyPartitions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly log = new Logger(DailyPartitions.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly partitions: PartitionRepository,
    private readonly table: DailyTable,
    private readonly retentionDays: number,
    private readonly clock: Clock,
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
    const { table, retentionDays } = this;
    const now = this.clock();
    return this.partitions.maintain(table, (facts) =>
      planPartitions({ now, ...facts, retentionDays, aheadDays }),
    );
  }

  /** Rows without a partition of their day land in the default one: a failure can wait an hour. */
  private async tryRun(): Promise<void> {
    try {
      await this.run();
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      this.log.warn(`partitions of ${this.table.name}: ${text}`);
    }
  }
}

/** For the module of the room whose table it is. */
export const dailyPartitions = (
  table: DailyTable,
  retentionDays: (config: HubConfig) => number,
): FactoryProvider<DailyPartitions> => ({
  provide: DailyPartitions,
  inject: [Pool, HUB_CONFIG, CLOCK],
  useFactory: (pool: Pool, config: HubConfig, clock: Clock) =>
    new DailyPartitions(new PartitionRepository(pool), table, retentionDays(config), clock),
});

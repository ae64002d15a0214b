import { Logger } from '@nestjs/common';
import type { Clock } from '../../config/clock.ts';
import type { DailyTable, PartitionRepository } from './partition.repository.ts';
import { planPartitions } from './partition-plan.ts';

const everyMs = 3_600_000;
/** A hub that is down over a long weekend finds its partitions ready. */
const aheadDays = 5;

/** Makes the days ahead and drops those past retention: at the start, then every hour. */
export class DailyPartitions {
  private readonly log = new Logger(DailyPartitions.name);
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly partitions: PartitionRepository,
    private readonly table: DailyTable,
    private readonly retentionDays: number,
    private readonly clock: Clock,
  ) {}

  async start(): Promise<void> {
    await this.tryRun();
    this.timer = setInterval(() => this.tryRun(), everyMs);
    this.timer.unref();
  }

  stop(): void {
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

import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import type { DailyPartitions } from '../database/partitions/daily-partitions.ts';
import { Partitions } from '../database/partitions/partitions.ts';

const scoresTable = { name: 'scores', lockKey: 7_305_218_213 };

@Injectable()
export class ScorePartitions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly partitions: DailyPartitions;

  constructor(
    partitions: Partitions,
    @Inject(HUB_CONFIG) { scoreRetentionDays }: Pick<HubConfig, 'scoreRetentionDays'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.partitions = partitions.of(scoresTable, scoreRetentionDays, clock);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.partitions.start();
  }

  onApplicationShutdown(): void {
    this.partitions.stop();
  }

  /** False when another hub is at it. */
  run(): Promise<boolean> {
    return this.partitions.run();
  }
}

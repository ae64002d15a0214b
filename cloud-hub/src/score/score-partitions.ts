import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Pool } from 'pg';
import { CLOCK, type Clock } from '../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../config/config.ts';
import { DailyPartitions } from '../database/partitions/daily-partitions.ts';
import { PartitionRepository } from '../database/partitions/partition.repository.ts';

const scoresTable = { name: 'scores', lockKey: 7_305_218_213 };

@Injectable()
export class ScorePartitions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly partitions: DailyPartitions;

  constructor(
    pool: Pool,
    @Inject(HUB_CONFIG) { scoreRetentionDays }: Pick<HubConfig, 'scoreRetentionDays'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.partitions = new DailyPartitions(
      ...([new PartitionRepository(pool), scoresTable, scoreRetentionDays, clock] as const),
    );
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

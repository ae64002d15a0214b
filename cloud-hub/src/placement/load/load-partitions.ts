import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Pool } from 'pg';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../../config/config.ts';
import { DailyPartitions } from '../../database/partitions/daily-partitions.ts';
import { PartitionRepository } from '../../database/partitions/partition.repository.ts';

const samplesTable = { name: 'load_samples', lockKey: 7_305_218_214 };

@Injectable()
export class LoadPartitions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly partitions: DailyPartitions;

  constructor(
    pool: Pool,
    @Inject(HUB_CONFIG) { loadRetentionDays }: Pick<HubConfig, 'loadRetentionDays'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.partitions = new DailyPartitions(
      ...([new PartitionRepository(pool), samplesTable, loadRetentionDays, clock] as const),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.partitions.start();
  }

  onApplicationShutdown(): void {
    this.partitions.stop();
  }
}

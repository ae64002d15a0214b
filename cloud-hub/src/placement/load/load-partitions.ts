import {
  Inject,
  Injectable,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { HUB_CONFIG, type HubConfig } from '../../config/config.ts';
import type { DailyPartitions } from '../../database/partitions/daily-partitions.ts';
import { Partitions } from '../../database/partitions/partitions.ts';

const samplesTable = { name: 'load_samples', lockKey: 7_305_218_214 };

@Injectable()
export class LoadPartitions implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly partitions: DailyPartitions;

  constructor(
    partitions: Partitions,
    @Inject(HUB_CONFIG) { loadRetentionDays }: Pick<HubConfig, 'loadRetentionDays'>,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.partitions = partitions.of(samplesTable, loadRetentionDays, clock);
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.partitions.start();
  }

  onApplicationShutdown(): void {
    this.partitions.stop();
  }
}

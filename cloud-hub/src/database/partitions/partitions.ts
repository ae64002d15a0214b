import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Clock } from '../../config/clock.ts';
import { DailyPartitions } from './daily-partitions.ts';
import { type DailyTable, PartitionRepository } from './partition.repository.ts';

/** Keeps the daily partitions of a room's table. */
@Injectable()
export class Partitions {
  private readonly repository: PartitionRepository;

  constructor(pool: Pool) {
    this.repository = new PartitionRepository(pool);
  }

  of(table: DailyTable, retentionDays: number, clock: Clock): DailyPartitions {
    return new DailyPartitions(this.repository, table, retentionDays, clock);
  }
}

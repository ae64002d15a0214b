import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Pool } from 'pg';
import { DatasetUses } from '../../dataset/dataset-uses.ts';
import { openJobOn } from './open-job-on.ts';

/** Keeps the data sets of jobs that wait or run from being deleted. */
@Injectable()
export class JobDatasetUse implements OnModuleInit {
  constructor(
    private readonly uses: DatasetUses,
    private readonly pool: Pool,
  ) {}

  onModuleInit(): void {
    this.uses.add(openJobOn(this.pool));
  }
}

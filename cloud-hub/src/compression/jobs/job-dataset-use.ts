import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DatasetUses } from '../../dataset/dataset-uses.ts';
import { JobNeeds } from './job-needs.repository.ts';

/** Keeps the data sets of jobs that wait or run from being deleted. */
@Injectable()
export class JobDatasetUse implements OnModuleInit {
  constructor(
    private readonly uses: DatasetUses,
    private readonly needs: JobNeeds,
  ) {}

  onModuleInit(): void {
    this.uses.add((id) => this.needs.dataset(id));
  }
}

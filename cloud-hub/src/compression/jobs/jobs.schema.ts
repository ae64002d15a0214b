import type { Schema } from '../../database/schema.ts';
import { CreateJobs1795400000700 } from './create-jobs.migration.ts';

export const jobsSchema: Schema = { entities: [], migrations: [CreateJobs1795400000700] };

import type { Schema } from '../database/schema.ts';
import { CreateDatasets1795522000500 } from './create-datasets.migration.ts';

export const datasetSchema: Schema = {
  entities: [],
  migrations: [CreateDatasets1795522000500],
};

import type { Schema } from '../database/schema.ts';
import { CreateEvents1764000000500 } from './create-events.migration.ts';
import { IndexAdaptations1795000000500 } from './index-adaptations.migration.ts';

export const ingestSchema: Schema = {
  entities: [],
  migrations: [CreateEvents1764000000500, IndexAdaptations1795000000500],
};

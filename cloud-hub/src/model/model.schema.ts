import type { Schema } from '../database/schema.ts';
import { CreateRegistry1795535700300 } from './create-registry.migration.ts';

export const modelSchema: Schema = { entities: [], migrations: [CreateRegistry1795535700300] };

import type { Schema } from '../database/schema.ts';
import { CreateScores1764000000600 } from './create-scores.migration.ts';

export const scoreSchema: Schema = { entities: [], migrations: [CreateScores1764000000600] };

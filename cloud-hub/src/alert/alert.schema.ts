import type { Schema } from '../database/schema.ts';
import { CreateAlerts1764000000400 } from './create-alerts.migration.ts';

export const alertSchema: Schema = { entities: [], migrations: [CreateAlerts1764000000400] };

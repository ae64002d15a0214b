import type { Schema } from '../database/schema.ts';
import { AddReset1795000000400 } from './add-reset.migration.ts';
import { CreateAlerts1764000000400 } from './create-alerts.migration.ts';

export const alertSchema: Schema = {
  entities: [],
  migrations: [CreateAlerts1764000000400, AddReset1795000000400],
};

import type { Schema } from '../database/schema.ts';
import { CreateRollouts1795540000900 } from './create-rollouts.migration.ts';
import { KeepAssignmentValidity1795541000900 } from './keep-assignment-validity.migration.ts';
import { KeepTrouble1795561200900 } from './keep-trouble.migration.ts';

export const rolloutSchema: Schema = {
  entities: [],
  migrations: [
    CreateRollouts1795540000900,
    KeepAssignmentValidity1795541000900,
    KeepTrouble1795561200900,
  ],
};

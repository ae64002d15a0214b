import type { Schema } from '../database/schema.ts';
import { CreatePlacements1795548500800 } from './create-placements.migration.ts';
import { KeepRivals1795551800800 } from './keep-rivals.migration.ts';
import { KeepTroubles1795561200800 } from './keep-troubles.migration.ts';

export const placementSchema: Schema = {
  entities: [],
  migrations: [CreatePlacements1795548500800, KeepRivals1795551800800, KeepTroubles1795561200800],
};

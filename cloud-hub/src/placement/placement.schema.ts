import type { Schema } from '../database/schema.ts';
import { CorrectSwitches1795561200800 } from './correct-switches.migration.ts';
import { CountSwitches1795560600800 } from './count-switches.migration.ts';
import { CreatePlacements1795548500800 } from './create-placements.migration.ts';
import { KeepProfiles1795560000800 } from './keep-profiles.migration.ts';
import { KeepRivals1795551800800 } from './keep-rivals.migration.ts';
import { KeepTroubles1795561800800 } from './keep-troubles.migration.ts';

export const placementSchema: Schema = {
  entities: [],
  migrations: [
    CreatePlacements1795548500800,
    KeepRivals1795551800800,
    KeepProfiles1795560000800,
    CountSwitches1795560600800,
    CorrectSwitches1795561200800,
    KeepTroubles1795561800800,
  ],
};

import type { Schema } from '../database/schema.ts';
import { CommandEntity } from './command.entity.ts';
import { CreateDevices1764000000200 } from './create-devices.migration.ts';
import { CreateStreamPlacements1795548400200 } from './create-stream-placements.migration.ts';
import { CreateStreamReleases1795540000200 } from './create-stream-releases.migration.ts';
import { DeviceEntity } from './device.entity.ts';
import { KeepAssigned1795555400200 } from './keep-assigned.migration.ts';
import { KeepJudgement1795000000200 } from './keep-judgement.migration.ts';
import { KeepRivals1795551800200 } from './keep-rivals.migration.ts';
import { KeepUnusableProviders1795560000200 } from './keep-unusable-providers.migration.ts';

export const deviceSchema: Schema = {
  entities: [DeviceEntity, CommandEntity],
  migrations: [
    CreateDevices1764000000200,
    KeepJudgement1795000000200,
    CreateStreamReleases1795540000200,
    CreateStreamPlacements1795548400200,
    KeepRivals1795551800200,
    KeepAssigned1795555400200,
    KeepUnusableProviders1795560000200,
  ],
};

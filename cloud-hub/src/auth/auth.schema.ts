import type { Schema } from '../database/schema.ts';
import { CreateUsers1764000000100 } from './create-users.migration.ts';
import { SessionEntity } from './session.entity.ts';
import { UserEntity } from './user.entity.ts';

export const authSchema: Schema = {
  entities: [UserEntity, SessionEntity],
  migrations: [CreateUsers1764000000100],
};

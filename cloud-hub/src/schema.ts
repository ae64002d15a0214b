import { authSchema } from './auth/auth.schema.ts';
import { mergeSchemas } from './database/schema.ts';
import { deviceSchema } from './device/device.schema.ts';

/** The tables of all rooms. */
export const hubSchema = mergeSchemas(authSchema, deviceSchema);

import { alertSchema } from './alert/alert.schema.ts';
import { authSchema } from './auth/auth.schema.ts';
import { jobsSchema } from './compression/jobs/jobs.schema.ts';
import { mergeSchemas } from './database/schema.ts';
import { datasetSchema } from './dataset/dataset.schema.ts';
import { deviceSchema } from './device/device.schema.ts';
import { ingestSchema } from './ingest/ingest.schema.ts';
import { modelSchema } from './model/model.schema.ts';
import { placementSchema } from './placement/placement.schema.ts';
import { rolloutSchema } from './rollout/rollout.schema.ts';
import { scoreSchema } from './score/score.schema.ts';

/** The tables of all rooms. */
export const hubSchema = mergeSchemas(
  authSchema,
  deviceSchema,
  ingestSchema,
  alertSchema,
  scoreSchema,
  jobsSchema,
  datasetSchema,
  modelSchema,
  rolloutSchema,
  placementSchema,
);

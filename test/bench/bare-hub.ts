import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { appModule } from '../../cloud-hub/dist/app.module.js';
import { loadConfig } from '../../cloud-hub/dist/config/load-config.js';
import { openHubDatabase } from '../../cloud-hub/dist/database/hub-database.js';
import { hubSchema } from '../../cloud-hub/dist/schema.js';

/** A hub without HTTP, on an embedded PostgreSQL that writes to the disk as a real one does. */
export async function startBareHub() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lookout-bench-'));
  await chmod(dataDir, 0o711);
  const config = loadConfig({
    ...{ LOOKOUT_PORT: '0', LOOKOUT_WORKERS: '0', LOOKOUT_MQTT_PORT: '0' },
    ...{ LOOKOUT_DATA_DIR: dataDir, LOG_LEVEL: 'error' },
  });
  const database = await openHubDatabase(config, hubSchema);
  const app = await NestFactory.createApplicationContext(appModule(config, database), {
    logger: ['error'],
  });
  return {
    app,
    pool: database.pool,
    stop: async () => {
      await app.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

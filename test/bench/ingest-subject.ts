import 'reflect-metadata';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from '@lookout/shared/protocol/codec';
import { type MessageKind, type MessageOf, topicOf } from '@lookout/shared/protocol/messages';
import { NestFactory } from '@nestjs/core';
import { appModule } from '../../cloud-hub/dist/app.module.js';
import { loadConfig } from '../../cloud-hub/dist/config/load-config.js';
import { openHubDatabase } from '../../cloud-hub/dist/database/hub-database.js';
import { DeviceRegistry } from '../../cloud-hub/dist/device/device-registry.js';
import { decodeEvents } from '../../cloud-hub/dist/ingest/decode-events.js';
import { decodeScores } from '../../cloud-hub/dist/ingest/decode-scores.js';
import { EventStore } from '../../cloud-hub/dist/ingest/event-store.js';
import { ScoreStore } from '../../cloud-hub/dist/ingest/score-store.js';
import { hubSchema } from '../../cloud-hub/dist/schema.js';

export const address = { site: 'bench', device: 'device-1' };

/** A hub without HTTP, on an embedded PostgreSQL that writes to the disk as a real one does. */
export async function startSubject() {
  const dataDir = await mkdtemp(join(tmpdir(), 'lookout-bench-'));
  await chmod(dataDir, 0o711);
  const config = loadConfig({
    LOOKOUT_PORT: '0',
    LOOKOUT_WORKERS: '0',
    LOOKOUT_MQTT_PORT: '0',
    LOOKOUT_DATA_DIR: dataDir,
    LOG_LEVEL: 'error',
  });
  const database = await openHubDatabase(config, hubSchema);
  const app = await NestFactory.createApplicationContext(appModule(config, database), {
    logger: ['error'],
  });
  const devices = app.get(DeviceRegistry, { strict: false });
  return {
    pool: database.pool,
    events: app.get(EventStore, { strict: false }),
    scores: app.get(ScoreStore, { strict: false }),
    credential: await devices.enrol({ id: address.device, site: address.site, labels: {} }),
    stop: async () => {
      await app.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
export type Subject = Awaited<ReturnType<typeof startSubject>>;

export const decodedEvents = (message: MessageOf<'events'>) =>
  decodeEvents(received('events', message));
export const decodedScores = (message: MessageOf<'scores'>) =>
  decodeScores(received('scores', message));

function received<K extends MessageKind>(kind: K, message: MessageOf<K>) {
  const payload = encode(kind, message);
  const topic = topicOf(kind, address);
  return { address, topic, payload, receivedAt: Date.now(), unreadable: null };
}

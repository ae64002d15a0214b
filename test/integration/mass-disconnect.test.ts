import { join } from 'node:path';
import { filterOf } from '@lookout/shared/protocol/messages';
import { DeviceDetail } from '@lookout/shared/protocol/rest';
import { Logger } from '@nestjs/common';
import { MqttClient } from 'mqtt';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EmbeddedBroker } from '../../cloud-hub/src/broker/embedded-broker.ts';
import { openDatabase } from '../../cloud-hub/src/database/open-database.ts';
import { hashSecret } from '../../cloud-hub/src/device/device-secret.ts';
import { hubSchema } from '../../cloud-hub/src/schema.ts';
import { inTurns } from '../../cloud-hub/src/simulate/fleet.ts';
import { BareDevice } from '../support/bare-device.ts';
import { eventually } from '../support/eventually.ts';
import { HubProcess } from '../support/hub-process.ts';
import { openPool } from '../support/pool.ts';
import { startTestPostgres, type TestPostgres } from '../support/postgres.ts';
import { scratchFolder } from '../support/scratch.ts';
import { Session } from '../support/session.ts';

// Real: the hub in a process of its own, its embedded broker, PostgreSQL, a thousand TCP connections.
const count = 1_000;
const site = 'plant';
const secret = 'the-same-for-all';
const nameOf = (i: number) => `pump-${i}`;

let postgres: TestPostgres;
let scratch: Awaited<ReturnType<typeof scratchFolder>>;
let db: Pool;
let hub: HubProcess;
let session: Session;
let port = 0;

beforeAll(async () => {
  [postgres, scratch] = await Promise.all([startTestPostgres(), scratchFolder()]);
  await enrolAll(postgres.url);
  db = openPool(postgres.url);
  hub = await HubProcess.start({
    ...{ LOOKOUT_PORT: '0', LOOKOUT_MQTT_PORT: '0', LOOKOUT_DATA_DIR: join(scratch.path, 'hub') },
    DATABASE_URL: postgres.url,
  });
  const { firstAdmin, url, brokerUrl } = hub.ready;
  if (firstAdmin === null) throw new Error('expected an empty database');
  session = await Session.signIn(url, firstAdmin);
  port = Number(new URL(brokerUrl).port);
});
afterAll(async () => {
  await hub.end('SIGTERM');
  await db.end();
  await postgres.stop();
  await scratch[Symbol.asyncDispose]();
});

/** One statement, and one secret: enrolling each would take longer than all the rest. */
async function enrolAll(url: string): Promise<void> {
  const database = await openDatabase(url, hubSchema);
  await database.pool.query(
    `WITH fleet AS (
       INSERT INTO devices (id, site, secret_hash, created_at)
       SELECT 'pump-' || i, $1, $2, $3 FROM generate_series(0, $4::int) i RETURNING id
     )
     INSERT INTO desired (device, generation, document, changed_at)
     SELECT id, 1, '{"generation":1,"streams":{}}', $3 FROM fleet`,
    [site, await hashSecret(secret), Date.now(), count],
  );
  await database.close();
}

const connect = (i: number) => BareDevice.connect(port, { device: nameOf(i), site, secret });

const all = (presence: string) =>
  eventually(`all ${presence}`, async () => {
    const { rows } = await db.query<{ count: string }>(
      'SELECT count(*) FROM devices WHERE presence = $1',
      [presence],
    );
    return Number(rows[0]?.count) >= count ? true : null;
  });

const ids = Array.from({ length: count }, (_, i) => i);

test('a thousand devices that vanish at once do not take the hub with them', async () => {
  const devices: BareDevice[] = [];
  await inTurns(ids, 50, async (i) => void devices.push(await connect(i)));
  await all('online');

  const cutAt = performance.now();
  for (const device of devices) device.cut();
  // One more comes, and a person asks, while the hub has to do with the others.
  const late = await connect(count);
  const asked = await session.get(`/api/devices/${nameOf(count)}`, DeviceDetail);
  const answeredMs = performance.now() - cutAt;
  await all('offline');
  const offlineMs = performance.now() - cutAt;
  await eventually('the new one online', async () => {
    const { device } = await session.get(`/api/devices/${nameOf(count)}`, DeviceDetail);
    return device.presence === 'online' ? true : null;
  });
  late.cut();

  expect(asked.device.id).toBe(nameOf(count));
  expect(answeredMs).toBeLessThan(3_000);
  expect(offlineMs).toBeLessThan(10_000);
});

test('what they said last, with nobody left to hear it, does not end the broker', async () => {
  Logger.overrideLogger(['warn', 'error']);
  const broker = new EmbeddedBroker();
  onTestFinished(() => broker.stop());
  broker.admitBy({ authenticate: async (device) => ({ site, device }) });
  const endpoint = await broker.start({ kind: 'embedded', host: '127.0.0.1', port: 0, tls: null });
  if (endpoint.kind !== 'embedded') throw new Error('expected the embedded broker');
  const { username, password } = endpoint;
  const options = { username, password, clientId: 'hub', reconnectPeriod: 0 };
  const deaf = new MqttClient(endpoint.connect, options);
  await new Promise<void>((resolve) => deaf.once('connect', () => resolve()));
  await deaf.subscribeAsync(filterOf('status'), { qos: 1 });
  // It is at its first message for ever, so all that follows is kept for it in the broker.
  deaf.handleMessage = () => undefined;
  const at = broker.port ?? 0;
  const devices: BareDevice[] = [];
  await inTurns(ids, 50, async (i) => {
    devices.push(await BareDevice.connect(at, { device: nameOf(i), site, secret }));
  });
  for (const device of devices) for (let said = 0; said < 4; said++) device.sayOnline();
  await BareDevice.connect(at, { device: 'after-them', site, secret });
  for (const device of devices) device.cut();
  deaf.stream.destroy();
  const begunAt = performance.now();
  await BareDevice.connect(at, { device: 'the-next', site, secret });
  expect(performance.now() - begunAt).toBeLessThan(3_000);
});

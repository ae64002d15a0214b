import { randomUUID } from 'node:crypto';
import { encode } from '@lookout/shared/protocol/codec';
import { topicOf } from '@lookout/shared/protocol/messages';
import { AlertPage, type DeviceCredential } from '@lookout/shared/protocol/rest';
import { connectAsync } from 'mqtt';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { raised } from '../../cloud-hub/src/alert/records.fixture.ts';
import { eventually } from '../support/eventually.ts';
import { RawDevice } from '../support/raw-device.ts';
import { HubOnRealParts } from '../support/real-parts.ts';

// Debian's Mosquitto and PostgreSQL, where this machine has them.
let parts: HubOnRealParts;
let db: pg.Pool;
let pump: RawDevice;
let fan: DeviceCredential;

beforeAll(async () => {
  parts = await HubOnRealParts.start();
  db = new pg.Pool({ connectionString: parts.databaseUrl });
  fan = await parts.enrol('fan-1', 'works');
  pump = await RawDevice.connect(await parts.enrol('pump-1', 'works'));
});
afterAll(async () => {
  await pump?.end();
  await db?.end();
  await parts?.stop();
});

const storedSeqs = async (queueId: string): Promise<number[]> => {
  const { rows } = await db.query<{ seq: number }>(
    'SELECT seq::int FROM events WHERE queue_id = $1 ORDER BY seq',
    [queueId],
  );
  return rows.map(({ seq }) => seq);
};

const event = (queueId: string, alertId: string = randomUUID()) => ({
  queueId,
  records: [raised({ seq: 1, alertId })],
});

test('an event is acknowledged when it is in the database, and its alert is shown', async () => {
  const alertId = randomUUID();
  await pump.send('events', event('first', alertId));
  await pump.untilAcknowledged('first', [1]);
  expect(await storedSeqs('first')).toEqual([1]);
  const { alerts } = await parts.hub.get('/api/alerts', AlertPage);
  expect(alerts.map(({ id }) => id)).toEqual([alertId]);
});

test('what is delivered twice is stored once and acknowledged twice', async () => {
  const message = event('twice');
  for (const times of [1, 2]) {
    await pump.send('events', message);
    await eventually('acknowledgement', async () =>
      pump.acks.filter(({ queueId }) => queueId === 'twice').length === times ? true : null,
    );
  }
  expect(await storedSeqs('twice')).toEqual([1]);
});

test("a device neither writes nor hears another's messages", async () => {
  const { id, secret, brokerUrl } = fan;
  const login = { clientId: id, username: id, password: secret, reconnectPeriod: 0 };
  const intruder = await connectAsync(brokerUrl, login);
  const heard: string[] = [];
  intruder.on('message', (topic) => heard.push(topic));
  // Refused at once by the embedded broker; Mosquitto grants any filter and delivers nothing.
  await intruder.subscribeAsync(topicOf('eventsAck', pump.address), { qos: 1 }).catch(() => []);
  const closed = new Promise<void>((resolve) => intruder.once('close', () => resolve()));
  const forged = intruder.publishAsync(
    topicOf('events', pump.address),
    encode('events', event('forged')),
    { qos: 1 },
  );
  // A refused publication ends the connection there; Mosquitto acknowledges it and drops it.
  await Promise.race([forged.catch(() => undefined), closed]);

  // Later on the same way: what was forged before it has been dropped by now.
  await pump.send('events', event('honest'));
  await pump.untilAcknowledged('honest', [1]);
  await intruder.endAsync(true);
  expect(await storedSeqs('forged')).toEqual([]);
  expect(heard).toEqual([]);
});

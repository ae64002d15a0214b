import { AlertDetail, DeviceSummary } from '@lookout/shared/protocol/rest';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { raised, uuid } from '../../cloud-hub/src/alert/records.fixture.ts';
import { eventually } from '../support/eventually.ts';
import { ExternalPostgres } from '../support/external-postgres.ts';
import { TestHub } from '../support/hub.ts';
import { Mosquitto } from '../support/mosquitto.ts';
import { openPool } from '../support/pool.ts';
import { RawDevice } from '../support/raw-device.ts';

// A broker and a database that are not the hub's own: it lets in whom the hub no longer knows.
const passwords = { hub: 'hub-secret', 'pump-1': 'secret-1', stranger: 'secret-2' };
let broker: Mosquitto;
let postgres: ExternalPostgres;
let db: Pool;
let hub: TestHub;

beforeAll(async () => {
  [broker, postgres] = await Promise.all([Mosquitto.start(passwords), ExternalPostgres.start()]);
  db = openPool(postgres.url);
  hub = await TestHub.start({
    DATABASE_URL: postgres.url,
    MQTT_URL: broker.urlFor('hub', passwords.hub),
  });
});
afterAll(async () => {
  await hub.stop();
  await db.end();
  await Promise.all([broker.stop(), postgres.stop()]);
});

const connect = (id: keyof typeof passwords, site: string) =>
  RawDevice.connect({
    id,
    site,
    secret: passwords[id],
    brokerUrl: `mqtt://127.0.0.1:${broker.port}`,
  });

const deadLetters = (count: number) =>
  eventually(`${count} dead letters`, async () => {
    const { rows } = await db.query<{ code: string; device: string }>(
      'SELECT code, device FROM dead_letters ORDER BY no',
    );
    return rows.length === count ? rows : null;
  });

test('only members at their own site are stored and acknowledged', async () => {
  await hub.enrol({ id: 'pump-1', site: 'plant' });
  const member = await connect('pump-1', 'plant');
  const records = [raised({ seq: 1, alertId: uuid(1) })];
  await member.send('events', { queueId: 'q', records });
  await member.untilAcknowledged('q', [1]);
  const { alert } = await hub.get(`/api/alerts/${uuid(1)}`, AlertDetail);
  expect(alert).toMatchObject({ site: 'plant', device: 'pump-1' });

  const stranger = await connect('stranger', 'plant');
  await stranger.send('events', { queueId: 'q', records });
  await stranger.send('scores', { queueId: 's', blocks: [{}] });
  await deadLetters(2);
  const elsewhere = await connect('pump-1', 'other');
  await elsewhere.send('events', { queueId: 'q', records });
  await deadLetters(3);

  DeviceSummary.parse(await hub.post('/api/devices/pump-1/revoke', {}));
  const revoked = await connect('pump-1', 'plant');
  await revoked.send('events', { queueId: 'q', records: [raised({ seq: 2, alertId: uuid(2) })] });
  const letters = await deadLetters(4);
  expect(new Set(letters.map(({ code }) => code))).toEqual(new Set(['notAMember']));
  expect(letters.map(({ device }) => device)).toEqual(['stranger', 'stranger', 'pump-1', 'pump-1']);
  for (const one of [stranger, elsewhere, revoked]) {
    expect(one.acks).toEqual([]);
    await one.end();
  }
  await member.end();
});

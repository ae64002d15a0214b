import { decode } from '@lookout/shared/protocol/codec';
import { topicOf } from '@lookout/shared/protocol/messages';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenDatabase, openDatabase } from '../database/open-database.ts';
import { hubSchema } from '../schema.ts';
import { type RolloutsFixture, startRollouts, TestRollout } from './rollout.fixture.ts';
import { secondExecutor } from './second-hub.fixture.ts';

// Real: PostgreSQL, and executors as two hubs have them. Their line to the broker is down: nothing that they
// commit is published, as when a hub dies at that instant.
let hub: RolloutsFixture;
let database: OpenDatabase;

beforeAll(async () => {
  hub = await startRollouts();
  database = await openDatabase(hub.databaseUrl, hubSchema);
}, 60_000);
afterAll(async () => {
  await database.close();
  await hub.stop();
});

test('two hubs decide at once, and each device is assigned once', async () => {
  const site = 'twice';
  const devices = [];
  for (let i = 0; i < 4; i++)
    devices.push(await hub.connect(await hub.enrol(`${site}-${i}`, site), 'slow'));
  const rollout = await TestRollout.create(hub, {
    ...{ release: await hub.release(), target: { sites: [site] } },
  });
  const others = [secondExecutor(database), secondExecutor(database), secondExecutor(database)];
  await Promise.all([
    rollout.act({ act: 'approve' }),
    ...others.flatMap((other) => [1, 2, 3].map(() => other.decide(rollout.id))),
  ]);
  await Promise.all(others.map((other) => other.decide(rollout.id)));
  const { rows } = await database.pool.query<{ sequence: number }>(
    `SELECT sequence FROM stream_releases WHERE device LIKE 'twice-%'`,
  );
  expect(rows.map(({ sequence }) => sequence)).toEqual([1, 1, 1, 1]);
  const { history } = await rollout.detail();
  expect(history.filter(({ what }) => what === 'wave running')).toHaveLength(1);
});

test('what a hub committed and never published reaches the device, and the rollout goes on', async () => {
  const site = 'lost';
  const credential = await hub.enrol(`${site}-0`, site);
  const device = await hub.connect(credential, 'good');
  const rollout = await TestRollout.create(hub, {
    ...{ release: await hub.release(), target: { sites: [site] } },
  });
  // Approved beside the hub, without its notice: the other executor is first to act, and publishes nothing.
  await database.pool.query(
    `UPDATE rollouts SET state = 'APPROVED', approved_at = 1, open = true WHERE id = $1`,
    [rollout.id],
  );
  expect(await secondExecutor(database).decide(rollout.id)).toBe(true);
  expect(device.taken).toEqual([]);
  // Any word of the device shows that it lags behind.
  await device.tell();
  await rollout.is('SUCCEEDED');
  expect(device.taken).toEqual([1]);
});

test('the document that a device finds at the broker is the one that was committed last', async () => {
  const site = 'late';
  const credential = await hub.enrol(`${site}-0`, site);
  const device = await hub.connect(credential, 'slow');
  const rollout = await TestRollout.create(hub, {
    ...{ release: await hub.release(), target: { sites: [site] } },
  });
  await rollout.act({ act: 'approve' });
  await expect.poll(() => device.taken).toEqual([1]);
  await rollout.act({ act: 'halt' });
  await expect.poll(() => device.held).toBe(true);
  await device.end();
  const client = await connectAsync(credential.brokerUrl, {
    ...{ clientId: credential.id, username: credential.id, password: credential.secret },
  });
  const found = new Promise<Buffer>((resolve) =>
    client.on('message', (_topic, payload) => resolve(payload)),
  );
  await client.subscribeAsync(topicOf('desired', { site, device: credential.id }));
  expect(decode('desired', await found).streams.loop?.release).toMatchObject({ hold: true });
  await client.endAsync(true);
});

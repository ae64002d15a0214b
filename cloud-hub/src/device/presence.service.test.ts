import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { testConfig } from '../config/config.fixture.ts';
import { EventBus } from '../event-bus/event-bus.ts';
import { AbsenceRepository } from './absence.repository.ts';
import { deviceChanged } from './device.events.ts';
import { loadOf, statusOf } from './device.fixture.ts';
import { DeviceRepository } from './device.repository.ts';
import { deviceSchema } from './device.schema.ts';
import { recordOf } from './device-record.ts';
import { PresenceService } from './presence.service.ts';
import { silenceMs } from './presence.ts';
import { StandingRepository } from './standing.repository.ts';

let database: Awaited<ReturnType<typeof openTestDatabase>>;
let devices: DeviceRepository;
let now: number;
let changed: string[];
let running: PresenceService[];

beforeAll(async () => {
  database = await openTestDatabase(deviceSchema);
});
afterAll(() => database.close());

beforeEach(async () => {
  const { dataSource, pool } = database;
  await dataSource.query('TRUNCATE devices CASCADE');
  devices = new DeviceRepository(dataSource, pool);
  for (const id of ['pump-1', 'pump-2'])
    await devices.add(pool, { id, site: 'a', labels: {}, secretHash: '', createdAt: 1 });
  now = 1_764_000_000_000;
  changed = [];
  running = [];
});

/** A hub begins; what ran before is over. */
async function begin(env: Readonly<Record<string, string>> = {}): Promise<PresenceService> {
  for (const service of running.splice(0)) await service.onModuleDestroy();
  const bus = new EventBus();
  bus.on(deviceChanged, ({ device }) => changed.push(device));
  const service = new PresenceService(
    ...([devices, new AbsenceRepository(database.pool), bus, testConfig(env), () => now] as const),
  );
  await service.onModuleInit();
  running.push(service);
  changed = [];
  return service;
}
const end = async () => {
  for (const service of running.splice(0)) await service.onModuleDestroy();
};

const stored = async (id: string) => (await devices.find(id)) ?? expect.fail('no such device');

test('a change is written and told at once, and told once', async () => {
  const service = await begin();
  await service.statusArrived('pump-1', statusOf(), false);
  expect(await stored('pump-1')).toMatchObject({ presence: 'online', lastSeenAt: now });
  await service.heardFrom('pump-1');
  await service.heardFrom('pump-1', loadOf(1));
  expect(changed).toEqual(['pump-1']);
  await end();
});

test('when it was heard and its load are known at once and written with the next tick', async () => {
  const service = await begin();
  await service.statusArrived('pump-1', statusOf(), false);
  now += 1_000;
  await service.heardFrom('pump-1', loadOf(42));
  await service.heardFrom('pump-1');
  expect(await stored('pump-1')).toMatchObject({ lastSeenAt: now - 1_000, load: null });
  expect(service.overlay(recordOf(await stored('pump-1')))).toMatchObject({
    lastSeenAt: now,
    load: { cpuPercent: 42 },
  });
  await service.tick();
  expect(await stored('pump-1')).toMatchObject({ lastSeenAt: now, load: { cpuPercent: 42 } });
  await end();
});

test('who falls silent is offline, and back with its next word', async () => {
  const service = await begin();
  for (const device of ['pump-1', 'pump-2']) await service.heardFrom(device);
  now += silenceMs + 1;
  await service.heardFrom('pump-2');
  changed = [];
  await service.tick();
  expect(changed).toEqual(['pump-1']);
  expect(await stored('pump-1')).toMatchObject({ presence: 'offline', offlineBy: 'silence' });
  await service.heardFrom('pump-1');
  expect(await stored('pump-1')).toMatchObject({ presence: 'online', offlineBy: null });
  await end();
});

test('a hub that was the broker knows nobody to be there when it begins again', async () => {
  const service = await begin();
  await service.statusArrived('pump-1', statusOf({ session: 5 }), false);
  const next = await begin();
  expect(await stored('pump-1')).toMatchObject({ presence: 'unknown', status: { session: 5 } });
  // The session number outlives the hub: an old will is still an old will.
  await next.statusArrived('pump-1', statusOf({ session: 4, online: false }), false);
  expect(await stored('pump-1')).toMatchObject({ presence: 'unknown' });
  await end();
});

test('with a broker of its own the fleet stays as it was, and silence tells who went meanwhile', async () => {
  const external = { MQTT_URL: 'mqtt://127.0.0.1:1' };
  const service = await begin(external);
  for (const device of ['pump-1', 'pump-2']) await service.heardFrom(device);
  now += silenceMs + 1;
  const next = await begin(external);
  expect(await stored('pump-1')).toMatchObject({ presence: 'online' });
  await next.heardFrom('pump-2');
  await next.tick();
  expect(await stored('pump-1')).toMatchObject({ presence: 'offline' });
  expect(await stored('pump-2')).toMatchObject({ presence: 'online' });
  await end();
});

test('what the database did not take is written once it does', async () => {
  const service = await begin();
  await database.dataSource.query('ALTER TABLE devices RENAME TO away');
  await expect(service.statusArrived('pump-1', statusOf(), false)).rejects.toThrow('devices');
  await database.dataSource.query('ALTER TABLE away RENAME TO devices');
  await service.tick();
  expect(changed).toEqual(['pump-1']);
  expect(await stored('pump-1')).toMatchObject({ presence: 'online', status: { session: 1 } });
  await end();
});

test('a sample that the database refuses costs the device that sample, and the others nothing', async () => {
  const service = await begin();
  // PostgreSQL has no text with a NUL.
  await service.heardFrom('pump-1', { ...loadOf(9), powerMode: '15W\0' });
  await service.heardFrom('pump-2', loadOf(9));
  await service.tick();
  expect(await stored('pump-1')).toMatchObject({ lastSeenAt: now, load: null });
  expect(await stored('pump-2')).toMatchObject({ lastSeenAt: now, load: { cpuPercent: 9 } });
  await end();
});

test('what was heard last is written when the hub ends', async () => {
  const service = await begin();
  await service.heardFrom('pump-1', loadOf(9));
  await end();
  expect(await stored('pump-1')).toMatchObject({ lastSeenAt: now, load: { cpuPercent: 9 } });
});

test('an absence that has ended is remembered, with what is usual for the device', async () => {
  const service = await begin();
  const awayFor = async (ms: number) => {
    await service.statusArrived('pump-1', statusOf({ online: false }), false);
    now += ms;
    await service.statusArrived('pump-1', statusOf(), false);
  };
  await service.statusArrived('pump-1', statusOf(), false);
  await awayFor(1_000);
  await awayFor(60_000);
  now += 60_000;
  await service.heardFrom('pump-1');
  await awayFor(120_000);
  const standings = await new StandingRepository().devices(database.pool, now);
  expect(standings.find(({ device }) => device === 'pump-1')?.habit).toMatchObject({
    count: 2,
    p95Ms: 117_000,
    longestMs: 120_000,
    knownMs: now - 1,
  });
  expect(standings.find(({ device }) => device === 'pump-2')?.habit.count).toBe(0);
  await end();
});

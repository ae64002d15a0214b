import { type PlacementEntry, PlacementMap } from '@lookout/shared/protocol/placements';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../../test/support/eventually.ts';
import { LiveLine } from '../../../test/support/live-line.ts';
import { type OpenDatabase, openDatabase } from '../database/open-database.ts';
import { reportedOf, statusOf, TestDevice } from '../device/device.fixture.ts';
import { type HubFixture, startHubFixture } from '../http/hub.fixture.ts';
import { hubSchema } from '../schema.ts';
import { placementReport } from './placement.fixture.ts';
import { PlacementRepository } from './placement.repository.ts';
import { placementsBesideHub } from './placements-beside-hub.ts';

// Real: the whole hub, its PostgreSQL, its broker and REST. The devices speak the protocol; no agent is behind them.
let hub: HubFixture;
let database: OpenDatabase;
const devices = new Map<string, TestDevice>();
let at = Date.now();

beforeAll(async () => {
  hub = await startHubFixture();
  database = await openDatabase(hub.databaseUrl, hubSchema);
  for (const id of ['pump-1', 'pump-2']) {
    const line = await TestDevice.connect(
      await hub.hub.devices.enrol({ id, site: 'plant', labels: {} }),
    );
    devices.set(id, line);
    await line.say('status', statusOf({ at: Date.now() }));
    await tell(id);
  }
  await eventually('both are decided on', async () => decided(await entries()) === 2 || null);
}, 60_000);
afterAll(async () => {
  for (const line of devices.values()) await line.client.endAsync(true);
  await database.close();
  await hub.stop();
});

/** A report of a device is decided on, however short ago the last decision was. */
async function tell(id: string): Promise<void> {
  at = Math.max(at + 1, Date.now());
  const stream = { name: 'loop', periodMs: 100, placement: placementReport({ since: at }) };
  await devices.get(id)?.say('reported', reportedOf([stream], { at }));
}

async function entries(): Promise<Map<string, PlacementEntry>> {
  const { body } = await hub.admin.get('/api/placement');
  return new Map(PlacementMap.parse(body).entries.map((entry) => [entry.device, entry]));
}
const decided = (all: ReadonlyMap<string, PlacementEntry>): number =>
  [...all.values()].filter(({ decidedAt }) => decidedAt !== null).length;
const troubleOf = (entry: PlacementEntry | undefined) =>
  entry?.problems.find(({ code }) => code === 'undecided') ?? null;
const troubles = async (): Promise<string[]> =>
  [...(await entries()).values()].flatMap((one) => (troubleOf(one) === null ? [] : one.device));

/** Until it is undone, decisions on the device meet what they cannot read. */
const spoil = async (id: string) => {
  const { rows } = await database.pool.query<{ memory: unknown }>(
    'SELECT memory FROM placements WHERE device = $1',
    [id],
  );
  const set = (memory: unknown) =>
    database.pool.query('UPDATE placements SET memory = $2 WHERE device = $1', [
      ...[id, JSON.stringify(memory)],
    ]);
  await set({ switchedAt: 7 });
  return () => set(rows[0]?.memory);
};

test('decisions on one device fail: it says since when, why and what to do; others are decided on', async () => {
  const line = await LiveLine.open(hub.hub.url, { cookie: hub.admin.cookie, origin: hub.hub.url });
  onTestFinished(() => line.close());
  await line.join('placement');
  const before = Date.now();
  const mend = await spoil('pump-1');
  const old = (await entries()).get('pump-2')?.decidedAt ?? 0;
  await Promise.all([tell('pump-1'), tell('pump-2')]);
  const told = await line.until('placement', ({ placements = [] }) =>
    placements.some((one) => troubleOf(one) !== null),
  );
  const failing = told.placements?.find(({ device }) => device === 'pump-1');
  const { text, since = 0 } = troubleOf(failing) ?? {};
  expect(text).toMatch(/^The hub cannot decide: \S*switchedAt\S* is not a function.*log says more/);
  expect(since).toBeGreaterThanOrEqual(before);
  await expect.poll(async () => (await entries()).get('pump-2')?.decidedAt).toBeGreaterThan(old);
  expect(await troubles()).toEqual(['pump-1']);
  const { placements } = placementsBesideHub(database);
  const { entry } = await placements.detail('pump-1', 'loop');
  expect(troubleOf(entry)).toEqual({ code: 'undecided', text, since });

  await mend();
  await tell('pump-1');
  await line.until('placement', (update) =>
    line.updates.indexOf(update) > line.updates.indexOf(told)
      ? (update.placements ?? []).some((one) => one.device === 'pump-1' && troubleOf(one) === null)
      : false,
  );
  expect(await troubles()).toEqual([]);
});

test('where the database refuses, all that were to be decided on say so, and since when does not move', async () => {
  await database.pool.query('ALTER TABLE placements RENAME COLUMN memory TO memories');
  await Promise.all([tell('pump-1'), tell('pump-2')]);
  await expect.poll(() => missing(), { timeout: 5_000 }).toEqual(['pump-1', 'pump-2']);
  await database.pool.query('ALTER TABLE placements RENAME COLUMN memories TO memory');
  const { rows: before } = await stored();
  const other = new PlacementRepository(database.pool);
  const again = (text: string) =>
    other.keepTroubles(['pump-1'], { text, remedy: 'Wait.' }, Date.now() + 1_000, 'another');
  expect(await again('Full.')).toEqual(['pump-1']);
  expect(await again('Full.')).toEqual([]);
  const { rows: after } = await stored();
  expect(after).toEqual([{ ...before[0], text: 'Full.' }, before[1]]);
  expect(await troubles()).toEqual(['pump-1', 'pump-2']);
  await Promise.all([tell('pump-1'), tell('pump-2')]);
  await expect.poll(troubles, { timeout: 5_000 }).toEqual([]);
});

const stored = () =>
  database.pool.query<{ device: string; since: number; text: string }>(
    'SELECT device, since, text FROM placement_troubles ORDER BY device',
  );
const missing = async (): Promise<string[]> =>
  (await stored()).rows.flatMap(({ device, text }) => (/memory/.test(text) ? device : []));

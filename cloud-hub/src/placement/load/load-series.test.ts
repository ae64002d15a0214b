import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestDatabase } from '../../../../test/support/postgres.ts';
import { type OpenDatabase } from '../../database/open-database.ts';
import { mergeSchemas } from '../../database/schema.ts';
import { loadSampled } from '../../device/device.events.ts';
import { deviceSchema } from '../../device/device.schema.ts';
import { EventBus } from '../../event-bus/event-bus.ts';
import { machineLoad } from '../placement.fixture.ts';
import { placementSchema } from '../placement.schema.ts';
import { LoadRepository } from './load.repository.ts';
import { LoadService } from './load.service.ts';
import { LoadIntake } from './load-intake.ts';
import { slotMs, storedLoad, withSample } from './load-slot.ts';

let database: OpenDatabase;
let samples: LoadRepository;
const at = slotMs * 1000;

beforeAll(async () => {
  database = await openTestDatabase(mergeSchemas(deviceSchema, placementSchema));
  samples = new LoadRepository(database.pool);
});
afterAll(() => database.close());

const row = (device: string, slot: number, gpuPercent: number, variant = 'cpu-a') => {
  const own = { stream: 'loop', variant, provider: 'cpu', p50Us: 9, p95Us: gpuPercent * 10 };
  const streams = [{ ...own, lagP95Us: null, windows: 3 }];
  const load = machineLoad(0, gpuPercent, { streams, powerMode: 'MAXN' });
  return { device, at: at + slot * slotMs, load: storedLoad(withSample(null, load, at)) };
};

test('what was stored comes back in order, each half minute once', async () => {
  await samples.insert([row('a', 1, 20), row('a', 0, 10), row('b', 0, 99)]);
  await samples.insert([row('a', 1, 77), row('a', 2, 30)]);
  const [columns, ...others] = await samples.columnsOf(['a', 'c'], at, at + slotMs);
  expect(others).toEqual([]);
  expect(columns).toMatchObject({ device: 'a', at: [at, at + slotMs] });
  expect(columns?.columns.gpuPercent).toEqual([10, 20]);
  expect(columns?.columns.powerMode).toEqual(['MAXN', 'MAXN']);
  expect(columns?.columns.powerMilliwatts).toEqual([null, null]);
  expect(columns?.columns.streams[1]).toMatchObject([{ stream: 'loop', p95Us: 200 }]);
});

test('a trend has the mean, the least and the most of each bucket, and gaps', async () => {
  await samples.insert([row('d', 0, 10), row('d', 1, 30), row('d', 6, 50, 'cpu-b')]);
  const loads = new LoadService(samples);
  const series = await loads.series('d', { from: at, to: at + 20 * slotMs - 1, points: 10 });
  expect(series).toMatchObject({ bucketMs: 2 * slotMs, device: 'd' });
  expect(series.at).toHaveLength(10);
  expect(series.figures.gpuPercent.mean.slice(0, 4)).toEqual([20, null, null, 50]);
  expect(series.figures.gpuPercent.min[0]).toBe(10);
  expect(series.figures.gpuPercent.max[0]).toBe(30);
  const [loop] = series.streams;
  expect(loop?.p95Us.max[0]).toBe(300);
  expect(loop?.ran.slice(0, 4).map((ran) => ran?.variant ?? null)).toEqual([
    ...['cpu-a', null, null, 'cpu-b'],
  ]);
});

test('a device that told nothing has a trend of gaps', async () => {
  const series = await new LoadService(samples).series('x', { from: at, to: at, points: 10 });
  expect(series.streams).toEqual([]);
  expect(series.figures.cpuPercent.mean).toEqual([null]);
});

test.each([
  [{ from: 2, to: 1 }, /later/],
  [{ from: 0, to: 40 * 86_400_000 }, /31 days/],
])('%o is refused', async (range, message) => {
  await expect(new LoadService(samples).series('d', { ...range, points: 10 })).rejects.toThrow(
    message,
  );
});

test('a day of one device is found through the index', async () => {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT * FROM load_samples WHERE device = ANY ('{a}') AND at BETWEEN ${at} AND ${at + 9}`,
  );
  expect(rows.map((line) => line['QUERY PLAN']).join('\n')).toMatch(/load_samples_default_pkey/);
});

test('what devices tell is kept as half minutes; what has begun too, when the hub ends', async () => {
  const [bus, clock] = [new EventBus(), { now: at + 10 * slotMs }];
  const intake = new LoadIntake(samples, bus, () => clock.now);
  intake.onModuleInit();
  const tell = (gpuPercent: number) =>
    // Its own clock is years behind.
    bus.emit(loadSampled, { site: 's', device: 'e', load: machineLoad(5, gpuPercent) });
  tell(10);
  clock.now += 5_000;
  tell(20);
  expect(intake.newest('e')).toMatchObject({ gpuPercent: 20, at: clock.now });
  await intake.flush();
  expect(await samples.columnsOf(['e'], 0, clock.now)).toEqual([]);
  clock.now += slotMs;
  tell(50);
  await intake.flush();
  await intake.onApplicationShutdown();
  const [columns] = await samples.columnsOf(['e'], 0, clock.now);
  expect(columns?.columns.gpuPercent).toEqual([15, 50]);
  clock.now += 61_000;
  expect(intake.newest('e')).toBeNull();
});

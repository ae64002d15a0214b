import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Replay } from '@lookout/shared/placement/replay';
import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goOn } from '../../cli/simulate/placement-action.ts';
import { openTrace } from '../../cli/simulate/placement-files.ts';
import { slotMs, storedLoad, withSample } from '../load/load-slot.ts';
import {
  machineLoad,
  onCpu,
  onGpu,
  openPlacements,
  type PlacementRooms,
  placementReport,
  profile,
} from '../placement.fixture.ts';

// Real: PostgreSQL with stored load and profiles, the file, and what `lookout simulate placement` does with it.
let rooms: PlacementRooms;
let folder = '';
const hours = 3;

beforeAll(async () => {
  [rooms, folder] = [await openPlacements(), await mkdtemp(join(tmpdir(), 'lookout-trace-'))];
  await rooms.enrol('pump-1');
  await rooms.report('pump-1', placementReport());
  await storeLoad('pump-1');
}, 60_000);
afterAll(async () => {
  await rooms.close();
  await rm(folder, { recursive: true });
});

/** Others come and go on the GPU, it grows hot, an hour is missing, and what ran was not always told. */
async function storeLoad(device: string): Promise<void> {
  const first = rooms.clock.now - hours * 3_600_000;
  const slots = Array.from({ length: (hours * 3_600_000) / slotMs }, (_, i) => i);
  const rows = slots
    .filter((i) => i < 150 || i > 200)
    .map((i) => {
      const at = first + i * slotMs;
      const own = { stream: 'loop', ...(i % 90 < 45 ? onGpu : onCpu), windows: 300 };
      const times = { p50Us: 6_000, p95Us: i % 90 < 45 ? 6_500 : 33_333.3, lagP95Us: 31_000 };
      const load = machineLoad(at, 50 + 45 * Math.sin(i / 9), {
        ...{ headroomC: 12 + 10 * Math.cos(i / 31), otherCpuPercent: 100 * Math.sin(i / 50) ** 2 },
        streams: i % 17 === 0 ? [] : [{ ...own, ...times }],
      });
      return { device, at, load: storedLoad(withSample(null, load, at)) };
    });
  await rooms.samples.insert(rows);
  const kept = { device, stream: 'loop', release: null };
  await rooms.profiles.add([
    { ...kept, at: first + 3_600_000, profiles: placementReport().profiles },
  ]);
  const slower = [profile('cpu-int8'), profile('gpu-fp16', { p50Us: 9_000, p95Us: 9_999.5 })];
  await rooms.profiles.add([{ ...kept, at: first + 8_000_000, profiles: slower }]);
}

async function simulated(device: string, policy: PlacementPolicy): Promise<Replay> {
  const { lines } = await rooms.traces.of(device, null, hours);
  const file = join(folder, `${device}.jsonl`);
  await writeFile(file, [...lines].join(''));
  const { recorded, steps } = await openTrace(file);
  const replay = new Replay(recorded, policy);
  for await (const step of steps) goOn(replay, step);
  return replay;
}

test.each([
  ['built in', {}],
  ['prefers the GPU', { prefer: 'gpu', leaveGpuPercent: 95 }],
  ['hurries', { leaveAfterMs: 20_000, returnAfterMs: 10_000, dwellMs: 0, maxSwitchesPerHour: 60 }],
])('an exported trace replays to what what-if says: %s', async (_what, part) => {
  const policy = PlacementPolicy.parse(part);
  const scope = { kind: 'stream', device: 'pump-1', stream: 'loop' } as const;
  const { streams } = await rooms.whatIf.ask({ policy, scope, hours });
  const replay = await simulated('pump-1', policy);
  const { ran, coveredMs } = replay.summary();
  expect(streams).toMatchObject([{ coveredMs, assumedMs: 3_600_000, last: replay.last }]);
  expect(ran).toEqual(streams[0]?.would.time);
  expect(replay.switches.length).toBeGreaterThan(2);
  expect(streams[0]?.switches).toEqual(
    replay.switches.map(({ at, from, to }) => ({ at, from, choice: to })),
  );
});

test('of a device whose load is not stored there is none, and of none at all nothing is known', async () => {
  await rooms.enrol('pump-2');
  await rooms.report('pump-2', placementReport());
  await expect(rooms.traces.of('pump-2', 'loop', 1)).rejects.toThrow(/No load of pump-2 is stored/);
  await expect(rooms.traces.of('pump-2', 'duty', 1)).rejects.toThrow(/stream duty on pump-2/);
  await expect(rooms.traces.of('pump-9', null, 1)).rejects.toThrow(/device pump-9/);
});

test('profiles are kept as they change, and go when they were out of force for long', async () => {
  const { profiles } = rooms;
  const all = () => profiles.between(['pump-1'], 0, rooms.clock.now);
  const [older, newer] = await all();
  if (older === undefined || newer === undefined) throw new Error('two were stored');
  await profiles.add([{ ...newer, at: newer.at + 1 }]);
  expect((await all()).map(({ at }) => at)).toEqual([older.at, newer.at]);
  expect(await profiles.between(['pump-1'], newer.at, newer.at)).toEqual([newer]);
  expect(await profiles.between(['pump-1'], newer.at - 1, newer.at)).toEqual([older, newer]);
  await profiles.removeBefore(newer.at - 1);
  expect(await all()).toHaveLength(2);
  await profiles.removeBefore(newer.at);
  expect(await all()).toEqual([newer]);
});

import type { PlacementCode, SwitchReport } from '@lookout/shared/protocol/placement';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { onCpu, onGpu, openPlacements, type PlacementRooms } from './placement.fixture.ts';
import { hourMs } from './whole-hours.ts';

// Real: PostgreSQL.
let rooms: PlacementRooms;
const begin = 1_000 * hourMs;

beforeAll(async () => {
  rooms = await openPlacements();
  for (const id of ['pump-1', 'pump-2']) await rooms.enrol(id);
}, 60_000);
afterAll(() => rooms.close());

const row = (device: string, at: number, code: PlacementCode, by: SwitchReport['by'] = 'hub') => ({
  ...{ device, stream: 'loop', correctedAt: begin + at },
  report: {
    // By a clock that is three hours behind.
    ...{ at: begin + at - 3 * hourMs, from: onCpu, to: onGpu, by, code, reason: 'So.', windows: 1 },
    ...{ agreement: 1, maxScoreDifference: 0, tookMs: 1 },
  },
});

test('each switch counts in its hour once, and each stream once an hour', async () => {
  const { switches } = rooms;
  await switches.add([row('pump-1', 0, 'faster'), row('pump-1', 5, 'heat', 'guard')]);
  // One of them is told again, and one is of another stream.
  await switches.add([row('pump-1', 5, 'heat', 'guard'), row('pump-2', 6, 'faster')]);
  await switches.add([row('pump-1', hourMs - 1, 'faster'), row('pump-1', hourMs, 'faster')]);
  const first = { at: begin, switches: 4, byGuard: 1, streams: 2, codes: { faster: 3, heat: 1 } };
  const second = {
    ...{ at: begin + hourMs, switches: 1, byGuard: 0, streams: 1, codes: { faster: 1 } },
  };
  expect(await switches.hours(begin, begin + hourMs)).toEqual([first, second]);
  // Hours are whole, whatever part of them is asked for.
  expect(await switches.hours(begin + 10, begin + 20)).toEqual([first]);
  expect(await switches.hours(begin + hourMs, begin + hourMs)).toEqual([second]);
});

test('those of a stream are listed and counted by our clock too', async () => {
  const { switches } = rooms;
  expect((await switches.list('pump-1', 'loop')).map(({ correctedAt }) => correctedAt)).toEqual([
    ...[begin + hourMs, begin + hourMs - 1, begin + 5, begin],
  ]);
  expect(await switches.counts(begin + 6, null)).toEqual(
    new Map([
      ['pump-1/loop', 2],
      ['pump-2/loop', 1],
    ]),
  );
});

test('hours go with their switches', async () => {
  await rooms.switches.removeBefore(begin + hourMs);
  expect((await rooms.switches.hours(begin, begin + hourMs)).map(({ at }) => at)).toEqual([
    begin + hourMs,
  ]);
});

import { Series } from '@lookout/shared/protocol/rest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { scoreBlock } from './blocks.fixture.ts';
import { ScoreRooms } from './score-rooms.fixture.ts';
import { bucketWidthMs } from './series.service.ts';

const key = { device: 'pump-1', stream: 'loop' };
let rooms: ScoreRooms;
beforeAll(async () => {
  rooms = await ScoreRooms.open();
});
afterAll(() => rooms.database.close());
beforeEach(() => rooms.clear());

/** Windows every second from `from` on. */
const seconds = (from: number, count: number) =>
  Array.from({ length: count }, (_, i) => from + i * 1000);

const read = async (from: number, to: number, points: number) =>
  Series.parse(await rooms.series.read(key, { from, to, points }));

test('few windows come as they are', async () => {
  await rooms.receive([scoreBlock({ seq: 1 }, seconds(1000, 3), [1, null, 3])]);
  await rooms.receive([scoreBlock({ seq: 1, stream: 'tank' }, [1500], [9])]);
  await rooms.receive([scoreBlock({ seq: 1 }, [1600], [9])], 'pump-2');
  expect(await read(1000, 3000, 10)).toEqual({
    ...key,
    bucketMs: null,
    at: [1000, 2000, 3000],
    score: [1, null, 3],
    scoreMin: [1, null, 3],
    threshold: [4, 4, 4],
    latencyUs: [120, 120, 120],
    channels: ['pressure', 'flow'],
    values: [
      [0, 1, 2],
      [100, 99, 98],
    ],
    expected: [
      [0.5, 1.5, 2.5],
      [null, null, null],
    ],
  });
  expect((await read(1001, 2999, 10)).at).toEqual([2000]);
  expect((await read(8000, 9000, 10)).at).toEqual([]);
});

test('a day at 1 Hz keeps its one-second spike, with the figures that belong to it', async () => {
  const at = seconds(0, 86_400);
  const spike = 43_217;
  for (let i = 0; i < at.length; i += 4000) {
    const part = at.slice(i, i + 4000);
    const scores = part.map((_, j) => (i + j === spike ? 77 : (i + j) % 3));
    await rooms.receive([
      scoreBlock(
        { seq: 1, channels: ['no'], values: [part.map((_, j) => i + j)], expected: [part] },
        part,
        scores,
      ),
    ]);
  }
  const series = await read(0, 86_400_000, 600);
  expect(series.at.length).toBeLessThanOrEqual(600);
  expect(series.bucketMs).toBe(bucketWidthMs(0, 86_400_000, 600));
  const i = series.score.indexOf(77);
  expect(series.at[i]).toBe(spike * 1000);
  expect(series.values[0]?.[i]).toBe(spike);
  expect(series.scoreMin[i]).toBe(0);
  expect(Math.max(...series.score.filter((_, j) => j !== i).map(Number))).toBe(2);
  expect(series.score).not.toContain(null);
});

test('a stretch without windows is a gap, in windows and in buckets', async () => {
  const at = [...seconds(0, 100), ...seconds(300_000, 100)];
  await rooms.receive([
    scoreBlock(
      { seq: 1 },
      at,
      at.map(() => 1),
    ),
  ]);
  for (const points of [500, 50]) {
    const series = await read(0, 400_000, points);
    const gaps = series.at.filter((_, i) => series.score[i] === null);
    expect(gaps).toEqual([(99_000 + 300_000) / 2]);
  }
});

test('a bucket in which nothing was scored is there, without a score', async () => {
  const at = seconds(0, 100);
  const scores = at.map((time) => (time < 50_000 ? null : 1));
  await rooms.receive([scoreBlock({ seq: 1 }, at, scores)]);
  const series = await read(0, 99_999, 11);
  expect(series.score).toEqual([null, null, null, null, null, 1, 1, 1, 1, 1]);
  expect(series.values[0]?.[0]).toBe(0);
});

test('a change of channels is one series over the names of both', async () => {
  await rooms.receive([
    scoreBlock({ seq: 1 }, [1000], [1]),
    scoreBlock(
      { seq: 2, channels: ['flow', 'motor'], values: [[5], [6]], expected: [[5], [6]] },
      [2000],
      [1],
    ),
  ]);
  const series = await read(0, 3000, 10);
  expect(series.channels).toEqual(['flow', 'motor', 'pressure']);
  expect(series.values).toEqual([
    [100, 5],
    [null, 6],
    [0, null],
  ]);
});

test.each([
  [1e300, 3.4e38],
  [-1e300, -3.4e38],
  [1e-300, 0],
])('a value of %d, out of range for a real, is kept as %d', async (value, kept) => {
  await rooms.receive([
    scoreBlock({ seq: 1, channels: ['x'], values: [[value]], expected: [[null]] }, [1000], [1e300]),
  ]);
  const series = await read(0, 2000, 10);
  expect(series.values[0]?.[0]).toBeCloseTo(kept, -33);
  expect(series.score).toEqual([1e300]);
});

import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { scoreBlock } from './blocks.fixture.ts';
import { ScoreRooms } from './score-rooms.fixture.ts';

const keys = [
  { device: 'pump-1', stream: 'loop' },
  { device: 'pump-1', stream: 'tank' },
];
let rooms: ScoreRooms;
beforeAll(async () => {
  rooms = await ScoreRooms.open();
});
afterAll(() => rooms.database.close());
beforeEach(() => rooms.clear());

test('a window that is stored twice is new once', async () => {
  expect(await rooms.receive([scoreBlock({ seq: 1 }, [1000, 2000], [1, 2])])).toBe(2);
  expect(await rooms.receive([scoreBlock({ seq: 1 }, [1000, 2000], [1, 2])])).toBe(0);
  const overlapping = [scoreBlock({ seq: 2 }, [2000, 3000], [9, 3])];
  expect(await rooms.receive([...overlapping, ...overlapping])).toBe(1);
  const [loop] = await rooms.latest().of(keys);
  expect(loop?.points.map(({ score }) => score)).toEqual([1, 2, 3]);
});

test('a hub that starts reads the last minute, and follows from there', async () => {
  await rooms.receive([scoreBlock({ seq: 1 }, [10_000, 69_000, 70_000], [1, 2, 3])]);
  const latest = rooms.latest();
  const [loop, tank] = await latest.of(keys);
  expect(loop?.points.map(({ at }) => at)).toEqual([69_000, 70_000]);
  expect(loop?.latest).toEqual({ at: 70_000, score: 3, threshold: 4 });
  expect(tank?.latest).toBeNull();

  await rooms.receive([
    scoreBlock({ seq: 2 }, [71_000], [4]),
    scoreBlock({ seq: 3, stream: 'tank' }, [71_000], [5]),
  ]);
  const after = await latest.of(keys.toReversed());
  expect(after.map(({ latest }) => latest?.score)).toEqual([5, 4]);
  expect(await rooms.latest().of(keys.toReversed())).toEqual(after);
});

test('what is stored while the history is being read is not lost', async () => {
  await rooms.receive([scoreBlock({ seq: 1 }, [1000], [1])]);
  const latest = rooms.latest();
  const reading = latest.of(keys);
  await rooms.receive([scoreBlock({ seq: 2 }, [2000], [2])]);
  await reading;
  const [loop] = await latest.of(keys);
  expect(loop?.points.map(({ at }) => at)).toEqual([1000, 2000]);
});

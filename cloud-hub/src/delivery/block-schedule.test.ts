import { expect, test } from 'vitest';
import { type BlockOrder, BlockSchedule, type ScheduleLimits } from './block-schedule.ts';

const wide: ScheduleLimits = {
  places: 10,
  unacknowledgedPerDevice: 10,
  unacknowledged: 10,
  stalledMs: 10_000,
};
const digest = 'a'.repeat(64);

/** A schedule, and the blocks that it lets go as `device:index`. */
function begin(limits: Partial<ScheduleLimits> = {}) {
  const schedule = new BlockSchedule({ ...wide, ...limits });
  const ask = (
    device: string,
    indices: readonly number[],
    now = 0,
    more: Partial<BlockOrder> = {},
  ) =>
    schedule.ask(
      {
        address: { site: 'plant', device },
        ...{ digest, adds: false, ...more },
        cuts: indices.map((index) => ({ index, units: 1 })),
      },
      now,
    );
  const take = (most: number, now = 0, ready: (device: string) => boolean = () => true) => {
    const taken: string[] = [];
    while (taken.length < most) {
      const turn = schedule.take(now, ready);
      if (turn === null) break;
      taken.push(`${turn.address.device}:${turn.cut.index}`);
    }
    return taken.join(' ');
  };
  return { schedule, ask, take };
}

test('devices take turns', () => {
  const { ask, take } = begin();
  ask('a', [0, 1, 2]);
  ask('b', [0, 1]);
  expect(take(9)).toBe('a:0 b:0 a:1 b:1 a:2');
});

test('no more than the broker has acknowledged, of one device and of all', () => {
  const { schedule, ask, take } = begin({ unacknowledgedPerDevice: 2, unacknowledged: 3 });
  ask('a', [0, 1, 2, 3]);
  expect(take(9)).toBe('a:0 a:1');
  ask('b', [0, 1]);
  expect(take(9)).toBe('b:0');
  schedule.settle('a');
  expect(take(9)).toBe('a:2');
  expect(take(9)).toBe('');
  schedule.settle('b');
  expect(take(9)).toBe('b:1');
});

test('those without a place wait in the order in which they asked', () => {
  const { schedule, ask, take } = begin({ places: 1 });
  ask('a', [0]);
  ask('b', [0]);
  ask('c', [0]);
  expect(take(9)).toBe('a:0');
  expect(schedule.waitingDevices).toBe(2);
  schedule.settle('a');
  // Asking again changes what it gets, not when.
  ask('b', [7]);
  expect(take(9)).toBe('b:7');
  schedule.settle('b');
  expect(take(9)).toBe('c:0');
});

test('a later request takes the place of the one that is being served', () => {
  const { schedule, ask, take } = begin();
  ask('a', [0, 1, 2]);
  expect(take(1)).toBe('a:0');
  ask('a', [5, 6]);
  expect(take(9)).toBe('a:5 a:6');
  for (let i = 0; i < 3; i += 1) schedule.settle('a');
  expect(schedule.has('a')).toBe(false);
});

test('a request that adds comes after the one that is being served, or that waits', () => {
  const { ask, take } = begin({ places: 1 });
  const adds = { adds: true };
  ask('a', [0, 1, 2]);
  ask('b', [0]);
  expect(take(2)).toBe('a:0 a:1');
  ask('a', [3], 0, adds);
  ask('b', [1], 0, adds);
  expect(take(9)).toBe('a:2 a:3');
  ask('a', [4], 0, adds);
  expect(take(9)).toBe('a:4');
  // Of another file, nothing is left to add to.
  ask('a', [5, 6]);
  ask('a', [0], 0, { ...adds, digest: 'b'.repeat(64) });
  expect(take(9)).toBe('a:0');
});

test('who adds without end is sent no more than a request may hold', () => {
  const { ask, take } = begin({ unacknowledged: 1_000, unacknowledgedPerDevice: 1_000 });
  for (let i = 0; i < 300; i++) ask('a', [i], 0, { adds: true });
  expect(take(1_000).split(' ')).toHaveLength(128);
});

test('one that goes away frees its place, and what is under way for it is no debt of the next one', () => {
  const { schedule, ask, take } = begin({ places: 1, unacknowledged: 2 });
  ask('a', [0, 1, 2]);
  expect(take(9)).toBe('a:0 a:1');
  ask('b', [0]);
  schedule.leave('a');
  expect(take(9)).toBe('');
  schedule.settle('a');
  expect(take(9)).toBe('b:0');
  schedule.settle('a');
  schedule.settle('b');
  expect(schedule.servedDevices).toBe(0);
  ask('c', [0, 1]);
  expect(take(9)).toBe('c:0 c:1');
});

test('one that cannot take its block is passed over, and loses its place when that lasts', () => {
  const { schedule, ask, take } = begin({ places: 2 });
  const ready = (device: string) => device !== 'stuck';
  ask('stuck', [0], 0);
  ask('b', [0, 1], 0);
  ask('c', [0], 0);
  expect(take(9, 0, ready)).toBe('b:0 b:1');
  expect(take(9, 9_999, ready)).toBe('');
  expect(take(9, 10_000, ready)).toBe('c:0');
  expect(schedule.has('stuck')).toBe(false);
});

test('no place is taken from anyone while nobody waits for it', () => {
  const { ask, take } = begin({ places: 1 });
  ask('slow', [0], 0);
  expect(take(9, 0, () => false)).toBe('');
  expect(take(9, 60_000)).toBe('slow:0');
});

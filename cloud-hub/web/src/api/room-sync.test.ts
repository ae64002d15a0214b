import type { RoomPosition, RoomUpdate } from '@lookout/shared/protocol/live';
import { describe, expect, test } from 'vitest';
import { nextStep, RoomSync } from './room-sync.ts';

interface Snapshot extends RoomPosition {
  readonly seen: readonly number[];
}

const at = (revision: number, epoch = 'e1'): RoomPosition => ({ epoch, revision });
const held = (revision: number, epoch = 'e1'): Snapshot => ({ epoch, revision, seen: [] });
const update = (revision: number, epoch = 'e1'): RoomUpdate => ({
  epoch,
  revision,
  room: 'overview',
  at: revision,
  assets: [],
});
const sync = () => new RoomSync<Snapshot>((s, u) => ({ ...s, seen: [...s.seen, u.at] }));

test.each([
  ['the next revision', at(4), update(5), 'apply'],
  ['the next revision without what changed in it', at(4), at(5), 'refetch'],
  ['the same again', at(4), at(4), 'ignore'],
  ['an older one', at(4), at(2), 'ignore'],
  ['a hole', at(4), at(6), 'refetch'],
  ['another epoch', at(4), at(5, 'e2'), 'refetch'],
] as const)('%s', (_name, from, to, step) => expect(nextStep(from, to)).toBe(step));

test.each([
  ['tiles', { assets: [] }, 'apply'],
  ['jobs', { jobs: [] }, 'apply'],
  ['data sets', { datasets: [] }, 'apply'],
  ['captures', { captures: [] }, 'apply'],
  ['what nobody composed', { job: undefined }, 'refetch'],
  ['nothing', {}, 'refetch'],
] as const)('an update of %s', (_name, content, step) => {
  expect(nextStep(at(4), { ...at(5), room: 'jobs', at: 5, ...content })).toBe(step);
});

describe('a snapshot under way', () => {
  test('updates wait, and those that the snapshot lacks are applied on top', () => {
    const room = sync();
    room.joined(at(3), undefined);
    for (const revision of [4, 5, 6])
      expect(room.received(update(revision), undefined, true)).toBe('ignore');
    expect(room.fetched(held(5))).toEqual({
      snapshot: { epoch: 'e1', revision: 6, seen: [6] },
      behind: false,
    });
  });

  test.each([
    ['older than the join', 2, [] as number[], true],
    ['just at the join', 3, [], false],
    ['followed by a hole', 3, [5], true],
  ])('%s', (_name, revision, updates, behind) => {
    const room = sync();
    room.joined(at(3), undefined);
    for (const each of updates) room.received(update(each), undefined, true);
    expect(room.fetched(held(revision)).behind).toBe(behind);
  });

  test('a snapshot of a hub that was replaced is behind', () => {
    const room = sync();
    room.joined(at(0, 'e2'), undefined);
    expect(room.fetched(held(900, 'e1')).behind).toBe(true);
  });

  test('what waited before the line was lost is not applied after it', () => {
    const room = sync();
    room.joined(at(3), undefined);
    room.received(update(4), undefined, true);
    room.lost();
    room.joined(at(9), undefined);
    expect(room.fetched(held(9))).toEqual({ snapshot: held(9), behind: false });
  });
});

test('a held snapshot follows the room revision by revision', () => {
  const room = sync();
  expect(room.joined(at(7), held(7))).toBe('ok');
  expect(room.received(update(8), held(7), false)).toEqual({ ...held(8), seen: [8] });
  expect(room.received(update(10), held(8), false)).toBe('refetch');
});

test('a reconnect that missed something fetches again', () => {
  expect(sync().joined(at(8), held(7))).toBe('refetch');
});

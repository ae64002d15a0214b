import { describe, expect, test } from 'vitest';
import type { Background, Member, Wave } from './rollout-state.ts';
import { silenceAmong, usualAtMost, usualNow } from './silence.ts';
import {
  hour,
  membersOf,
  minute,
  neverAway,
  noon,
  snapshotOf,
  toldOf,
} from './simulate.fixture.ts';

const none = { devices: 0, silent: 0 };
const running: Wave = {
  ...{ state: 'running', startedAt: noon, since: noon, letBegin: false, waived: null },
  background: null,
};

/** Assigned at noon, and committed 20 minutes later. */
const committed: Partial<Member> = {
  ...{ state: 'succeeded', sequence: 1, since: noon + 20 * minute },
  told: toldOf('COMMITTED', noon + 20 * minute),
};
/** Last heard ten minutes after noon, in its shadow. */
const lost: Partial<Member> = {
  ...{ state: 'silent', sequence: 1, since: noon + 80 * minute, online: false },
  ...{ lastSeenAt: noon + 10 * minute, told: toldOf('SHADOW', noon + 5 * minute) },
};
const dark = (afterMs: number): Partial<Member> => ({
  ...{ ...committed, online: false, lastSeenAt: noon + 20 * minute + afterMs },
});

/** Of `size` members `count` are as `given`, the others have committed and are there. */
const excessOf = (
  size: number,
  count: number,
  given: Partial<Member>,
  background: Background,
  hours: number,
) => {
  const members = [...membersOf(size - count, committed), ...membersOf(count, given, 5000)];
  const snapshot = snapshotOf({ members, background, waves: [running] });
  const { installing, running: after } = silenceAmong(snapshot, members, noon + hours * hour);
  return installing.excess + after.excess;
};

describe('what silence counts as failed', () => {
  /** A fifth of them sleeps for hours every day, and nobody knows it yet: three hours after noon. */
  const sleepy = { devices: 900, silent: 15 };
  const steady = { devices: 900, silent: 0 };
  const few = { devices: 40, silent: 0 };
  test.each<[string, number, number, Partial<Member>, Background, number]>([
    ['the only device of a canary, as it installs', 1, 1, lost, none, 1],
    ['one of three, as it installs', 3, 1, lost, none, 0.995],
    ['one of 30, where nothing is known: may be chance', 30, 1, lost, none, 0],
    ['one of 30, where nobody is ever silent', 30, 1, lost, steady, 0.995],
    ['one of 10, where a fifth sleeps', 10, 1, lost, sleepy, 0],
    ['four of 100, where a fifth sleeps', 100, 4, lost, sleepy, 3.72],
    ['one of 100, where a fifth sleeps', 100, 1, lost, sleepy, 0],
    ['one of ten that went dark at once, where nothing is known', 10, 1, dark(0), few, 0],
    ['two of ten that went dark at once, where a fifth sleeps', 10, 2, dark(0), sleepy, 1.92],
    ['two of ten that went dark at once', 10, 2, dark(0), few, 1.96],
    ['one of three that went dark at once, where nobody is ever silent', 3, 1, dark(0), steady, 1],
    ['three of ten that went dark within an hour', 10, 3, dark(hour), sleepy, 2.9],
    ['none', 50, 0, lost, none, 0],
    ['nobody has taken it up', 0, 0, lost, none, 0],
  ])('%s', (_, size, count, given, background, excess) =>
    expect(excessOf(size, count, given, background, 3)).toBeCloseTo(excess, 1),
  );

  test.each<[string, Background, number, number]>([
    ['others are left to compare with: by the hour', few, 1.96, 3],
    ['nobody is: not before the day has gone round', none, 0, 3],
    ['then', none, 1.95, 26],
  ])('of devices that are new, %s', (_, background, excess, hours) => {
    const habit = { ...neverAway, knownMs: 47 * hour };
    const members = [
      ...membersOf(8, { ...committed, habit }),
      ...membersOf(2, { ...dark(0), habit }, 5000),
    ];
    const snapshot = snapshotOf({ members, background, waves: [running] });
    const found = silenceAmong(snapshot, members, noon + hours * hour);
    expect(found.running.excess).toBeCloseTo(excess, 1);
  });

  test('what shows does not fade with the hours that follow', () => {
    const at = (hours: number) => excessOf(10, 2, dark(0), few, hours);
    expect(at(20)).toBeGreaterThan(1.9);
  });

  test.each([
    [1, none, 1],
    [100, none, 5],
    [1000, none, 33],
    [100, { devices: 900, silent: 0 }, 2],
    [1000, { devices: 1000, silent: 200 }, 254],
  ])('so many of %i may be usual', (exposed, background, most) =>
    expect(usualAtMost(exposed, background)).toBe(most),
  );
  test('in the last wave, what a wave found when it began counts half, and grows with time', () => {
    const wave = { state: 'running', since: noon, letBegin: false, waived: null } as const;
    const waves = [
      { ...wave, startedAt: noon, background: { devices: 3, silent: 0 } },
      { ...wave, startedAt: noon + 2 * hour, background: { devices: 800, silent: 4 } },
    ];
    const at = (devices: number, hours: number) =>
      usualNow(snapshotOf({ waves, background: { devices, silent: 1 } }), noon + hours * hour);
    expect(at(700, 2)).toEqual({ devices: 700, silent: 1 });
    expect(at(3, 2)).toEqual({ devices: 400, silent: 2 });
    expect(at(3, 6)).toEqual({ devices: 400, silent: 6 });
  });
});

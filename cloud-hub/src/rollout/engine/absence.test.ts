import { describe, expect, test } from 'vitest';
import { allowanceMs, backgroundOf, longestAllowanceMs, sleeps } from './absence.ts';
import { hour, minute, neverAway, noon, sleeper } from './simulate.fixture.ts';

describe('habits of absence', () => {
  test.each([
    ['never away', neverAway, 0],
    ['every day', sleeper, 12 * hour],
    ['twice so far', { ...sleeper, count: 2 }, 16 * hour],
    // As everybody's longest absence is: moments go into the database as whole milliseconds.
    ['an odd number', { ...sleeper, p95Ms: 30_000.5, longestMs: 30_001 }, 45_002],
    ['away for weeks', { ...sleeper, longestMs: 500 * hour }, longestAllowanceMs],
  ])('%s', (_, habit, expected) => expect(allowanceMs(habit)).toBe(expected));

  test.each([
    ['online', true, noon, sleeper, noon + hour, false],
    ['a reconnect', false, noon, sleeper, noon + minute, false],
    ['asleep', false, noon, sleeper, noon + hour, true],
    ['longer than ever', false, noon, sleeper, noon + 13 * hour, false],
    ['without a habit', false, noon, neverAway, noon + hour, false],
    ['never seen', false, null, sleeper, noon + hour, false],
  ])('sleeps: %s', (_, online, lastSeenAt, habit, now, expected) =>
    expect(sleeps({ online, lastSeenAt, habit }, now)).toBe(expected),
  );

  test('the background counts who was there, by the measure of members', () => {
    const away = (lastSeenAt: number | null, habit = neverAway) => ({
      online: false,
      lastSeenAt,
      habit,
    });
    const peers = [
      { online: true, lastSeenAt: noon, habit: neverAway },
      away(noon + minute), // silent
      away(noon + 2.5 * hour), // not yet
      away(noon + minute, sleeper), // asleep
      away(noon - hour), // away since before
      away(null),
    ];
    expect(backgroundOf(peers, noon, noon + 3 * hour, hour)).toEqual({ devices: 3, silent: 1 });
  });
});

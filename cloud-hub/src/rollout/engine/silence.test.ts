import { describe, expect, test } from 'vitest';
import { allowanceMs, backgroundOf, longestAllowanceMs, sleeps } from './absence.ts';
import { silenceOf, usualAtMost, usualNow } from './silence.ts';
import { hour, minute, neverAway, noon, sleeper, snapshotOf } from './simulate.fixture.ts';
import { type FleetModel, type Outcome, rollOut } from './sleeping-fleet.fixture.ts';
import {
  betaBinomialAtMost,
  betaBinomialUpperTail,
  binomialUpperTail,
  quantile,
} from './statistics.ts';

describe('statistics', () => {
  // scipy.stats: binom.sf(k - 1, n, p), betabinom.sf(k - 1, n, a, b).
  test.each([
    [1, 1, 0.1, 0.1],
    [2, 2, 0.1, 0.01],
    [3, 10, 0.1, 0.0701908264],
    [0, 5, 0.1, 1],
    [6, 5, 0.1, 0],
    [1, 5, 0, 0],
    [5, 5, 1, 1],
  ])('P(X ≥ %i), binomial of %i at %d', (k, n, p, expected) =>
    expect(binomialUpperTail(k, n, p)).toBeCloseTo(expected, 9),
  );
  test.each([
    [1, 1, 1, 199, 1 / 200],
    [1, 2, 1, 199, 1 - (199 / 200) * (200 / 201)],
    [0, 7, 1, 199, 1],
    [3, 3, 1, 1, 1 / 4],
    [2, 9, 1, 1, 8 / 10],
  ])('P(X ≥ %i) of %i, beta-binomial (%d, %d)', (k, n, a, b, expected) =>
    expect(betaBinomialUpperTail(k, n, a, b)).toBeCloseTo(expected, 9),
  );
  test('the largest usual count is where the tail falls below the chance', () => {
    for (const n of [1, 10, 100, 1000]) {
      const most = betaBinomialAtMost(n, 3, 900, 0.002);
      expect(betaBinomialUpperTail(most + 1, n, 3, 900)).toBeLessThan(0.002);
      if (most > 0) expect(betaBinomialUpperTail(most, n, 3, 900)).toBeGreaterThanOrEqual(0.002);
    }
  });
  test('a quantile is a value of the sample', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([3, 1, 2], 0.9)).toBe(3);
    expect(quantile([3, 1, 2], 0)).toBe(1);
    expect(quantile([], 0.5)).toBeNull();
  });
});

describe('what silence counts as failed', () => {
  const none = { devices: 0, silent: 0 };
  test.each([
    ['the only device of a canary', 1, 1, none, 0.995],
    ['one of three', 3, 1, none, 0.985],
    ['one of 100, where nothing is known: may be chance', 100, 1, none, 0],
    ['one of 10, where nobody is ever silent', 10, 1, { devices: 1000, silent: 0 }, 0.992],
    ['one of 10, where one in 20 is', 10, 1, { devices: 1000, silent: 50 }, 0],
    ['five of 100, where 1 in 500 is', 100, 5, { devices: 900, silent: 2 }, 4.72],
    ['200 of 1,000, where a fifth is', 1000, 200, { devices: 1000, silent: 200 }, 0],
    ['none', 50, 0, none, 0],
    ['nobody has taken it up', 0, 0, none, 0],
  ])('%s', (_, exposed, silent, background, excess) =>
    expect(silenceOf(exposed, silent, background).excess).toBeCloseTo(excess, 2),
  );
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

describe('habits of absence', () => {
  test.each([
    ['never away', neverAway, 0],
    ['every day', sleeper, 12 * hour],
    ['twice so far', { ...sleeper, count: 2 }, 16 * hour],
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

describe('1,000 devices, of which a fifth sleeps for hours every day', () => {
  const model: FleetModel = {
    ...{ devices: 1000, sleeping: 0.2, harmed: 0, dropsPerDay: 1 / 7 },
    historyDays: 30,
    waves: true,
  };
  const runs = (given: Partial<FleetModel>, seeds: readonly number[]): Outcome[] =>
    seeds.map((seed) => rollOut({ ...model, ...given }, seed));

  test('a harmless release is neither halted nor waits for sleepers', () => {
    for (const { state, hoursToSuccess, sleepersBlamed, succeeded } of [
      ...runs({}, [11, 12, 13, 14]),
      ...runs({ dropsPerDay: 1 }, [15, 16]),
      ...runs({ waves: false }, [17, 18]),
    ]) {
      expect(state).toBe('SUCCEEDED');
      // Three hours of it are soaking.
      expect(hoursToSuccess).toBeLessThan(13);
      expect(sleepersBlamed).toBe(0);
      // Who slept has followed by the second day.
      expect(succeeded).toBeGreaterThanOrEqual(998);
    }
  });

  test('one that takes 5 % down for good is found', () => {
    for (const { state, reason, hours } of [
      ...runs({ harmed: 0.05 }, [21, 22, 23, 24]),
      ...runs({ harmed: 0.05, dropsPerDay: 1 }, [25, 26]),
      ...runs({ harmed: 0.05, waves: false }, [27]),
    ]) {
      expect(state).toBe('HALTED');
      expect(reason).toMatch(/silent/);
      expect(hours).toBeLessThan(12);
    }
  });
});

import { describe, expect, test } from 'vitest';
import { type FleetModel, type Outcome, rollOut } from './sleeping-fleet.fixture.ts';

// A few seeds of what `npm run bench -- silence` shows in full.

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
      ...runs({}, [11]),
      ...runs({ dropsPerDay: 1 }, [15]),
      ...runs({ waves: false }, [17]),
    ]) {
      expect(state).toBe('SUCCEEDED');
      // Three hours of it are soaking.
      expect(hoursToSuccess).toBeLessThan(13);
      expect(sleepersBlamed).toBe(0);
      // Who slept has followed by the second day.
      expect(succeeded).toBeGreaterThanOrEqual(998);
    }
  });

  test('nor is it where nobody knows yet who sleeps', () => {
    for (const { state } of runs({ historyDays: 0 }, [11])) expect(state).toBe('SUCCEEDED');
  });

  test('one that takes 5 % down for good is found, whatever is known of the fleet', () => {
    for (const { state, reason, hours } of [
      ...runs({ harmed: 0.05 }, [21, 22, 23, 24]),
      ...runs({ harmed: 0.05, dropsPerDay: 1 }, [25, 26]),
      ...runs({ harmed: 0.05, historyDays: 0 }, [21, 22, 23, 24]),
      ...runs({ harmed: 0.05, waves: false }, [27]),
    ]) {
      expect(state).toBe('HALTED');
      expect(reason).toMatch(/silent/);
      expect(hours).toBeLessThan(9);
    }
  });
});

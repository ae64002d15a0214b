import { describe, expect, test } from 'vitest';
import {
  cheapestLevel,
  eventPeak,
  expectedCosts,
  falseAlarmRateFrom,
  type ThresholdChoice,
  type ThresholdGround,
} from './threshold-from.ts';

/** Level 0 at 10 % of normal windows, and ln 10 = 2.3 higher for every power of ten below. */
const calibration = {
  quantiles: Array.from({ length: 11 }, (_, i) => i - 9),
  tail: { start: 0, share: 0.1, meanExcess: 1 },
};
/** Ten-row windows a minute apart: 144 alarms a day at a rate of 1. */
const ground: ThresholdGround = {
  periodMs: 60_000,
  windowLength: 10,
  calibration,
  eventPeaks: [2, 5, 20],
};
const costs = (falseAlarm: number, miss: number, eventsPerYear: number) =>
  ({ kind: 'costs', falseAlarm, miss, eventsPerYear }) as const;
const levelOf = (rate: number) => Math.log(0.1 / rate);

test.each<[string, ThresholdChoice, number]>([
  ['a share is taken as it is', { kind: 'falseAlarmRate', rate: 0.02 }, 0.02],
  ['alarms a day by the length of a window', { kind: 'alarmsPerDay', alarmsPerDay: 1.44 }, 0.01],
  ['no more than one window in ten', { kind: 'alarmsPerDay', alarmsPerDay: 100 }, 0.1],
])('%s', (_, choice, rate) => expect(falseAlarmRateFrom(choice, ground)).toBeCloseTo(rate, 12));

describe('from costs', () => {
  test.each([
    // Misses cost nothing: the rarest alarms that a tail can be trusted for.
    ['free misses', costs(1, 0, 12), 1e-6, 1e-6],
    // False alarms cost nothing: the rarest rate that still finds every event (level below 2).
    ['free false alarms', costs(0, 1, 12), 0.1 * Math.exp(-2), 0.1 * Math.exp(-2) * 1.07],
    // An event a day at 1000 against an alarm at 1: all are found, at 2 · 1e-2 · 144 = 2 a day.
    ['dear misses', costs(1, 1000, 365.25), 0.1 * Math.exp(-2), 0.1 * Math.exp(-2) * 1.07],
    // Finding the event at 2 costs 1.95 alarms a day against .097 without: it must save more than that.
    ['a third of 6 a day is worth it', costs(1, 6, 365.25), 0.0135, 0.0145],
    ['a third of 5 a day is not: the event at 5 is', costs(1, 5, 365.25), 0.00067, 0.00073],
  ])('%s', (_, choice, least, most) => {
    const rate = falseAlarmRateFrom(choice, ground);
    expect(rate).toBeGreaterThanOrEqual(least * (1 - 1e-9));
    expect(rate).toBeLessThanOrEqual(most);
  });

  test('every candidate is counted as it stands', () => {
    const points = expectedCosts(costs(2, 300, 36.525), ground);
    for (const { rate, level, falseAlarmsPerDay, missed, costPerDay } of points) {
      expect(level).toBeCloseTo(levelOf(rate), 9);
      expect(falseAlarmsPerDay).toBeCloseTo(144 * rate, 9);
      expect(missed).toBe([2, 5, 20].filter((peak) => peak <= level).length / 3);
      expect(costPerDay).toBeCloseTo(2 * 144 * rate + 30 * missed, 9);
    }
    const least = Math.min(...points.map(({ costPerDay }) => costPerDay));
    expect(cheapestLevel(points).costPerDay).toBe(least);
  });

  test('the more a miss costs against a false alarm, the lower the level', () => {
    const rates = [1, 10, 100, 1000].map((miss) =>
      falseAlarmRateFrom(costs(1, miss, 100), {
        ...ground,
        eventPeaks: Array.from({ length: 50 }, (_, i) => i / 4),
      }),
    );
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(rates[3]).toBeGreaterThan(rates[0] ?? 1);
  });

  test('without an event nothing can be weighed', () => {
    expect(() => falseAlarmRateFrom(costs(1, 1, 1), { ...ground, eventPeaks: [] })).toThrow(
      'needs events',
    );
  });
});

test.each([
  ['three on end', [0, 5, 6, 4, 0, 9], 3, 4],
  ['one is enough', [0, 5, 9], 1, 9],
  ['a lone spike raises nothing', [1, 9, 1, 2, 2, 2], 3, 2],
  ['a short event as a whole', [3, 8], 3, 3],
  ['no window is never found', [], 3, Number.NEGATIVE_INFINITY],
])('the level that an event is found at: %s', (_, scores, windows, peak) =>
  expect(eventPeak(scores, windows)).toBe(peak),
);

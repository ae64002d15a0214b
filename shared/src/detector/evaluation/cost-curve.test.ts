import { expect, test } from 'vitest';
import { costCurve, levelsToTry } from './cost-curve.ts';

/** Worked out by hand: false alarms fall and misses rise with the level. */
const outcomes = [
  { falseAlarms: 20, missed: 0 },
  { falseAlarms: 5, missed: 0 },
  { falseAlarms: 5, missed: 0 },
  { falseAlarms: 4, missed: 0 },
  { falseAlarms: 1, missed: 1 },
  { falseAlarms: 0, missed: 3 },
];
const curve = (perFalseAlarm: number, perMiss: number) =>
  costCurve([0, 1, 2, 3, 4, 5], (level) => outcomes[level] ?? { falseAlarms: 0, missed: 0 }, {
    perFalseAlarm,
    perMiss,
  });

test.each([
  // Costs 20 5 5 4 101 300, then 20 5 5 4 2 3, then 0 0 0 0 1 3.
  ['misses are dear', 1, 100, 3, 4],
  ['misses are as cheap as false alarms', 1, 1, 4, 2],
  ['false alarms cost nothing: the middle of the stretch', 0, 1, 2, 0],
])('%s', (_, perFalseAlarm, perMiss, level, cost) => {
  expect(curve(perFalseAlarm, perMiss)?.cheapest).toMatchObject({ level, cost });
});

test('every level is told with what it came to', () => {
  expect(curve(1, 100)?.points[4]).toEqual({ level: 4, falseAlarms: 1, missed: 1, cost: 101 });
});

test('no level, no curve', () => {
  expect(
    costCurve([], () => ({ falseAlarms: 0, missed: 0 }), { perFalseAlarm: 1, perMiss: 1 }),
  ).toBe(null);
  expect(levelsToTry([])).toEqual([]);
});

test('levels rise from the median to past the highest score', () => {
  const levels = levelsToTry(Array.from({ length: 1001 }, (_, i) => i));
  expect(levels[0]).toBe(500);
  expect(levels.at(-1)).toBeGreaterThan(1000);
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(levels.filter((level) => level > 990).length).toBeGreaterThan(20);
  expect(levelsToTry([4, 4, 4])).toHaveLength(2);
});

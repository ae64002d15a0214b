import { expect, test } from 'vitest';
import { recordingOf } from './recording.fixture.ts';
import { fitSensorLimits, plausibleRows } from './sensor-limits.ts';

const series = (value: (row: number) => number, rows = 400) =>
  recordingOf(Array.from({ length: rows }, (_, row) => [value(row)]));
const limitsOf = (value: (row: number) => number) => fitSensorLimits([series(value)], 10)[0];

test('a process fault stays plausible, what a broken sensor sends does not', () => {
  const flow = limitsOf((row) => 32 + (row % 3));
  const within = (value: number) =>
    value > (flow?.plausibleMin ?? 0) && value < (flow?.plausibleMax ?? 0);
  expect([0, 100, -20, 900].map(within)).toEqual([true, true, true, true]);
  expect([-9999, 32_767, 1e30].map(within)).toEqual([false, false, false]);
});

test.each<[string, (row: number) => number, number | null]>([
  ['never still', (row) => Math.sin(row), 20],
  ['still for 8 rows at most', (row) => Math.floor(row / 8), 40],
  ['a switch', (row) => (row < 200 ? 0 : 1), null],
  ['constant', () => 5, null],
])('stuck: a channel that is %s', (_, value, rows) => {
  expect(limitsOf(value)?.stuckAfterRows).toBe(rows);
});

test('a run of equal values does not go on over a break', () => {
  const parts = Array.from({ length: 40 }, () => series((row) => Math.floor(row / 5), 10));
  expect(fitSensorLimits(parts, 4)[0]?.stuckAfterRows).toBe(25);
});

test('a channel that never left zero has no limits', () => {
  expect(limitsOf(() => 0)).toMatchObject({ plausibleMin: null, plausibleMax: null });
});

test('rows beyond what a sensor can measure are left out', () => {
  const ranges = [{ min: 0, max: 10 }, null];
  const kept = plausibleRows(
    recordingOf([
      [1, -9999],
      [11, 0],
      [10, 0],
      [-1, 0],
    ]),
    ranges,
  );
  expect([...kept.values]).toEqual([1, -9999, 10, 0]);
  expect([...kept.breakBefore]).toEqual([1, 1]);
});

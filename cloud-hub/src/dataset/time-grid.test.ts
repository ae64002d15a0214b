import { expect, test } from 'vitest';
import { markGaps, medianStepMs, periodOf } from './time-grid.ts';

test('the period is the median step, so that a skipped beat or a pause does not matter', () => {
  expect(medianStepMs([0, 1000, 2000, 4000, 5000, 99_000])).toBe(1000);
  expect(periodOf([0, 1000, 2000], null, 'a.csv')).toBe(1000);
  expect(periodOf([0, 1000, 2000], 500, 'a.csv')).toBe(500);
});

test.each<[string, number[] | null]>([
  ['no time column', null],
  ['a single row', [0]],
  ['10 Hz stamped in whole seconds', [0, 0, 0, 0, 1000, 1000, 1000]],
])('%s leaves the period untold', (_, times) => {
  const message = expect.stringContaining('--period MS');
  expect(() => periodOf(times, null, 'a.csv')).toThrow(
    expect.objectContaining({ code: 'period', message }),
  );
});

test('a step over five periods and a step backwards are gaps', () => {
  const breaks = new Uint8Array([1, 0, 0, 1, 0, 0]);
  markGaps(breaks, [0, 5000, 10_001, 11_000, 10_500, 11_500], 1000);
  expect([...breaks]).toEqual([1, 0, 1, 1, 1, 0]);
});

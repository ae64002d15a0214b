import { expect, test } from 'vitest';
import { mean, median, standardDeviation } from './averages.ts';

test.each([
  [[], Number.NaN, 0, null],
  [[3], 3, 0, 3],
  [[4, 1], 2.5, Math.sqrt(4.5), 2.5],
  [[9, 2, 4], 5, Math.sqrt(13), 4],
  [[10, 1, 3, 2], 4, Math.sqrt(50 / 3), 2.5],
])('%j', (values, average, deviation, middle) => {
  expect(mean(values)).toBe(average);
  expect(standardDeviation(values)).toBeCloseTo(deviation, 12);
  expect(median(values)).toBe(middle);
});

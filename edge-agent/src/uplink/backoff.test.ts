import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test.each([
  [0, 1_000],
  [1, 2_000],
  [5, 32_000],
  [9, 300_000],
  [10_000, 300_000],
])('attempt %i waits anything up to %i ms', (attempt, ceiling) => {
  expect(backoffMs(attempt, () => 0)).toBe(0);
  expect(backoffMs(attempt, () => 0.5)).toBe(ceiling / 2);
  expect(backoffMs(attempt, () => 1 - Number.EPSILON)).toBe(ceiling);
});

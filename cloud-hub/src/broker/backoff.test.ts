import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test.each([
  [0, 0.5, 500],
  [1, 0.5, 1_000],
  [3, 1, 8_000],
  [5, 1, 30_000],
  [1_000, 1, 30_000],
  [4, 0, 0],
])('attempt %i with the dice at %d waits %d ms', (attempt, dice, expected) => {
  expect(backoffMs(attempt, () => dice)).toBe(expected);
});

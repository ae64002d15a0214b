import { expect, test } from 'vitest';
import { LoginThrottle, waitMs } from './login-throttle.ts';

test.each([
  [0, 0],
  [4, 0],
  [5, 1_000],
  [6, 2_000],
  [9, 16_000],
  [14, 300_000],
  [10_000, 300_000],
])('after %i failures one waits %i ms', (failures, expected) => {
  expect(waitMs(failures)).toBe(expected);
});

const failing = (times: number, key = 'a', at = 0): LoginThrottle => {
  const throttle = new LoginThrottle();
  for (let i = 0; i < times; i++) throttle.failed(key, at);
  return throttle;
};

test('the wait passes, and is twice as long after the next failure', () => {
  const throttle = failing(5);
  expect(throttle.waitMs('a', 400)).toBe(600);
  expect(throttle.waitMs('a', 1_000)).toBe(0);
  throttle.failed('a', 1_000);
  expect(throttle.waitMs('a', 1_000)).toBe(2_000);
});

test('one who guesses does not lock out others', () => {
  expect(failing(10).waitMs('b', 0)).toBe(0);
});

test('the right password, or an hour, ends it', () => {
  const known = failing(10);
  known.succeeded('a');
  expect(known.waitMs('a', 0)).toBe(0);
  const forgotten = failing(10);
  expect(forgotten.waitMs('a', 3_600_001)).toBe(0);
  forgotten.failed('a', 3_600_001);
  expect(forgotten.waitMs('a', 3_600_001)).toBe(0);
});

test('guessing under ever new names does not fill the memory, and drops the oldest', () => {
  const throttle = failing(10, 'first');
  for (let i = 0; i < 10_000; i++) throttle.failed(`name ${i}`, 0);
  expect(throttle.waitMs('first', 0)).toBe(0);
});

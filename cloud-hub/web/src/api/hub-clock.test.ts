import { expect, test } from 'vitest';
import { HubClock } from './hub-clock.ts';

test('without a message the browser has only its own clock', () => {
  expect(new HubClock().now(1_000)).toBe(1_000);
});

test('the message that travelled fastest decides', () => {
  const clock = new HubClock();
  clock.observe(61_000, 1_000 + 400);
  clock.observe(62_000, 2_000 + 20);
  clock.observe(63_000, 3_000 + 90);
  expect(clock.now(4_000)).toBe(64_000 - 20);
});

test('a clock that is set anew is believed once the old samples are gone', () => {
  const clock = new HubClock(2);
  clock.observe(90_000, 1_000);
  clock.observe(2_000, 2_000);
  clock.observe(3_000, 3_000);
  expect(clock.now(4_000)).toBe(4_000);
});

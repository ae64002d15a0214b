import { expect, test } from 'vitest';
import { whenSwitched } from './when-switched.ts';

const hourMs = 3_600_000;
const now = 100 * hourMs;

test.each<[string, number, number, boolean, number]>([
  ['a right clock, told at once', now - 200, now - 100, true, now - 100],
  ['told when the device is back', now - 3 * hourMs, now, true, now - 3 * hourMs],
  ['a clock that is an hour ahead', now + hourMs, now + hourMs, true, now],
  ['… told when it is back', now - 2 * hourMs, now + hourMs, true, now - 3 * hourMs],
  ['a clock of 1970', 5_000, 65_000, true, now - 60_000],
  ['a clock that was set back since', now + hourMs, now, true, now],
  ['kept by the broker while no hub was there', now - hourMs, now - hourMs, false, now - hourMs],
  ['… by a clock that is ahead', now + hourMs, now + hourMs, false, now],
])('%s', (_, at, reportedAt, isLive, expected) =>
  expect(whenSwitched({ at, reportedAt, receivedAt: now, isLive })).toBe(expected),
);

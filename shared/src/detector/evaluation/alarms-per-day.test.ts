import { expect, test } from 'vitest';
import { alarmsPerDay } from './alarms-per-day.ts';

/** One day of rows a minute apart. Limits from tables of Garwood's interval. */
test.each([
  [0, 0, 3.689],
  [1, 0.0253, 5.572],
  [5, 1.6235, 11.668],
  [20, 12.217, 30.888],
])('%i in a day: from %f to %f', (count, low, high) => {
  const rate = alarmsPerDay(count, 1440, 60_000);
  expect(rate).toMatchObject({ count, days: 1, perDay: count });
  expect(rate?.low).toBeCloseTo(low, 2);
  expect(rate?.high).toBeCloseTo(high, 2);
});

test('an hour says less about a day', () => {
  const rate = alarmsPerDay(1, 3600, 1_000);
  expect(rate?.perDay).toBeCloseTo(24, 9);
  expect(rate?.high).toBeCloseTo(24 * 5.572, 1);
});

test('a thousand alarms neither overflow nor vanish', () => {
  expect(alarmsPerDay(1000, 1440, 60_000)?.high).toBeCloseTo(1064, 0);
});

test('no normal window, no figure', () => expect(alarmsPerDay(0, 0, 1_000)).toBeNull());

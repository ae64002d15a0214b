import { expect, test } from 'vitest';
import { LatestValues } from './latest-values.ts';

const latest = () => new LatestValues([1_000, 5_000]);
const reading = (channel: number, value: number | null) => [{ channel, value }];

test('a value is held until it is stale, then it is missing', () => {
  const values = latest();
  values.update(reading(0, 1), 0);
  values.update(reading(1, 2), 0);
  expect(values.row(1_000)).toEqual([1, 2]);
  expect(values.row(1_001)).toEqual([null, 2]);
});

test('a newer value takes the place of the older one, null too', () => {
  const values = latest();
  values.update(reading(0, 1), 0);
  values.update(reading(0, null), 10);
  values.update(reading(1, 3), 20);
  expect(values.row(30)).toEqual([null, 3]);
});

test('there is no row while nothing is fresh', () => {
  const values = latest();
  expect(values.row(0)).toBeNull();
  values.update(reading(1, 2), 0);
  expect(values.row(5_000)).toEqual([null, 2]);
  expect(values.row(5_001)).toBeNull();
});

test('a clock set back does not keep a value alive', () => {
  const values = latest();
  values.update(reading(1, 2), 3_600_000);
  expect(values.row(0)).toBeNull();
});

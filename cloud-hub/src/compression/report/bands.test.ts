import { expect, test } from 'vitest';
import { bandsOf } from './bands.ts';

const ends = (count: number) => Array.from({ length: count }, (_, i) => i);

test('few windows are drawn one by one', () => {
  expect(bandsOf([2, 3, 4], [5, 6, 7], 5, 10)).toEqual([
    { row: 2, low: 5, high: 5, follows: false },
    { row: 3, low: 6, high: 6, follows: true },
    { row: 4, low: 7, high: 7, follows: true },
  ]);
});

test('of many, one spike and one dip stay', () => {
  const scores = ends(100_000).map((i) => (i === 54_321 ? 99 : i === 70_000 ? -9 : 1));
  const bands = bandsOf(ends(100_000), scores, 100_000, 720);
  expect(bands.length).toBeLessThanOrEqual(720);
  expect(bands.filter(({ high }) => high === 99)).toHaveLength(1);
  expect(bands.filter(({ low }) => low === -9)).toHaveLength(1);
});

test('the line breaks where windows are missing', () => {
  const follows = bandsOf([0, 1, 2, 30, 31], [1, 1, 1, 1, 1], 40, 20).map((band) => band.follows);
  expect(follows).toEqual([false, true, false]);
});

import { describe, expect, test } from 'vitest';
import { mixSeed, Random } from '../simulator/random.ts';
import { medianInterval, quantileOf, speedUpOf } from './statistics.ts';

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

// Ranks from table A.3 of Hollander and Wolfe: 95 % or more between the k-th smallest and the k-th largest.
test.each([
  [1, 1],
  [5, 1],
  [6, 1],
  [8, 1],
  [9, 2],
  [12, 3],
  [20, 6],
  [50, 18],
  [100, 40],
])('of %i values the interval begins at number %i', (n, k) => {
  expect(medianInterval(upTo(n).reverse())).toEqual({
    value: (n + 1) / 2,
    low: k,
    high: n + 1 - k,
  });
});

test('the interval covers the median of a skewed distribution about as often as it says', () => {
  const random = new Random(mixSeed(1, 1));
  const covered = upTo(1_000).filter(() => {
    const { low, high } = medianInterval(upTo(25).map(() => -Math.log(1 - random.uniform())));
    return low <= Math.LN2 && Math.LN2 <= high;
  });
  expect(covered.length).toBeGreaterThan(935);
});

describe('speed-up', () => {
  test('a busy spell that slows both leaves it as it is', () => {
    const spell = [1, 1, 1, 7, 9, 1, 1, 1, 1, 1];
    const times = spell.map((slow) => 2 * slow);
    const reference = spell.map((slow) => 5 * slow);
    expect(speedUpOf(times, reference)).toEqual({ value: 2.5, low: 2.5, high: 2.5 });
  });
  test('above 1 is faster', () => expect(speedUpOf([1, 1], [3, 3]).value).toBe(3));
});

test('quantiles of values in any order', () => {
  expect([0, 0.5, 0.99, 1].map((q) => quantileOf([3, 1, 2], q))).toEqual([1, 2, 2.98, 3]);
  expect(quantileOf([], 0.5)).toBeNaN();
});

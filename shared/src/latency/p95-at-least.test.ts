import { describe, expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { leastWindows, p95AtLeast } from './p95-at-least.ts';

const oneTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

describe('the p95 is at least', () => {
  // Ranks r with P(Binomial(n, 0.95) ≤ r - 1) ≤ 0.05, worked out by hand from tables up to 20.
  test.each([
    [0, null],
    [leastWindows - 1, null],
    [5, 4],
    [10, 8],
    [20, 17],
    [50, 45],
    [100, 91],
    [1_000, 938],
    [100_000, 94_886],
  ])('of 1 to %d: %s', (n, expected) => expect(p95AtLeast(oneTo(n))).toBe(expected));

  test('one hiccup, or two, of ten windows change nothing', () => {
    expect(p95AtLeast([1, 1, 1, 900, 1, 1, 1, 1, 700, 1])).toBe(1);
    expect(p95AtLeast([1, 1, 500, 900, 1, 1, 1, 1, 700, 1])).toBe(500);
  });

  test.each([5, 10, 20, 50, 200])('and so it is, 95 times of 100, of %d values', (n) => {
    const random = new Random(n);
    const runs = 4_000;
    let above = 0;
    for (let run = 0; run < runs; run++) {
      const low = p95AtLeast(Array.from({ length: n }, () => random.uniform()));
      if (low !== null && low > 0.95) above += 1;
    }
    // Three standard errors of a share of 5 %.
    expect(above / runs).toBeLessThanOrEqual(0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs));
  });
});

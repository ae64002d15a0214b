import { describe, expect, test } from 'vitest';
import {
  betaBinomialAtMost,
  betaBinomialUpperTail,
  binomialUpperTail,
  gammaPoissonAtMost,
  gammaPoissonUpperTail,
  quantile,
} from './statistics.ts';

describe('statistics', () => {
  // scipy.stats: binom.sf(k - 1, n, p), betabinom.sf(k - 1, n, a, b).
  test.each([
    [1, 1, 0.1, 0.1],
    [2, 2, 0.1, 0.01],
    [3, 10, 0.1, 0.0701908264],
    [0, 5, 0.1, 1],
    [6, 5, 0.1, 0],
    [1, 5, 0, 0],
    [5, 5, 1, 1],
  ])('P(X ≥ %i), binomial of %i at %d', (k, n, p, expected) =>
    expect(binomialUpperTail(k, n, p)).toBeCloseTo(expected, 9),
  );
  test.each([
    [1, 1, 1, 199, 1 / 200],
    [1, 2, 1, 199, 1 - (199 / 200) * (200 / 201)],
    [0, 7, 1, 199, 1],
    [3, 3, 1, 1, 1 / 4],
    [2, 9, 1, 1, 8 / 10],
  ])('P(X ≥ %i) of %i, beta-binomial (%d, %d)', (k, n, a, b, expected) =>
    expect(betaBinomialUpperTail(k, n, a, b)).toBeCloseTo(expected, 9),
  );
  test('the largest usual count is where the tail falls below the chance', () => {
    for (const n of [1, 10, 100, 1000]) {
      const most = betaBinomialAtMost(n, 3, 900, 0.002);
      expect(betaBinomialUpperTail(most + 1, n, 3, 900)).toBeLessThan(0.002);
      if (most > 0) expect(betaBinomialUpperTail(most, n, 3, 900)).toBeGreaterThanOrEqual(0.002);
    }
  });
  // (mean / (1 + mean))^k where the shape is 1; the others by the same sum in Python.
  test.each([
    [0, 1, 0.5, 1],
    [1, 1, 0, 0],
    [1, 1, 1, 0.5],
    [3, 1, 1, 0.125],
    [2, 5, 0.1, 0.0968417119],
    [10, 13, 0.2, 0.0015175567],
  ])('P(X ≥ %i), a Poisson count of Gamma(%d) times %d', (k, shape, mean, expected) =>
    expect(gammaPoissonUpperTail(k, shape, mean)).toBeCloseTo(expected, 9),
  );
  test('and so is the largest usual count where the rate itself is uncertain', () => {
    for (const mean of [0.001, 0.1, 3, 50]) {
      const most = gammaPoissonAtMost(2, mean, 0.002);
      expect(gammaPoissonUpperTail(most + 1, 2, mean)).toBeLessThan(0.002);
      if (most > 0) expect(gammaPoissonUpperTail(most, 2, mean)).toBeGreaterThanOrEqual(0.002);
    }
  });
  test('a quantile is a value of the sample', () => {
    expect(quantile([3, 1, 2], 0.5)).toBe(2);
    expect(quantile([3, 1, 2], 0.9)).toBe(3);
    expect(quantile([3, 1, 2], 0)).toBe(1);
    expect(quantile([], 0.5)).toBeNull();
  });
});

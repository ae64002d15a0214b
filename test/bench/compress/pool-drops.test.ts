import { expect, test } from 'vitest';
import { poolDrops, type SeedDrops } from './pool-drops.ts';

const file = (name: string, drop: number, error: number) => ({
  ...{ file: name, drop },
  low: drop - 1.959964 * error,
  high: drop + 1.959964 * error,
});

test.each<[string, SeedDrops[], number, number]>([
  ['one file keeps its interval', [[file('a', 0.01, 0.004)]], 0.01, 0.004],
  // two independent files: half of √(.004² + .003²)
  ['files are independent', [[file('a', 0.01, 0.004), file('b', 0.03, 0.003)]], 0.02, 0.0025],
  [
    'seeds of one file share its luck',
    [[file('a', 0.01, 0.004)], [file('a', 0.01, 0.002)]],
    0.01,
    0.003,
  ],
  // seeds .01 and .03 apart by .01 from their mean: its error is .01
  ['seeds that differ widen it', [[file('a', 0.01, 0)], [file('a', 0.03, 0)]], 0.02, 0.01],
  // files weigh alike, however many a seed has: (.01 + .01 + .04)/3
  ['a mean over files', [[file('a', 0.01, 0), file('b', 0.01, 0), file('c', 0.04, 0)]], 0.02, 0],
])('%s', (_, seeds, mean, error) => {
  const pooled = poolDrops(seeds);
  expect(pooled.mean).toBeCloseTo(mean, 9);
  expect(pooled.high).toBeCloseTo(mean + 1.959964 * error, 9);
  expect(pooled.low).toBeCloseTo(mean - 1.959964 * error, 9);
});

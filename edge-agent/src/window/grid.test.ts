import { Random } from '@lookout/shared/simulator/random';
import { describe, expect, test } from 'vitest';
import { Grid } from './grid.ts';

const periodMs = 1_000;

/** Steps for rows that are taken, otherwise the first letter of what became of them. */
const placeAll = (times: readonly number[]): (number | string)[] => {
  const grid = new Grid(periodMs);
  return times.map((time) => {
    const placement = grid.place(time);
    return placement.kind === 'row' ? placement.steps : placement.kind;
  });
};

describe('rows on a grid of 1 s', () => {
  test.each<[string, number[], (number | string)[]]>([
    ['steady', [0, 1000, 2000], [1, 1, 1]],
    ['jitter', [0, 1240, 1810, 3130, 3900], [1, 1, 1, 1, 1]],
    ['a missing row', [0, 1000, 3000], [1, 1, 2]],
    ['twice the same time', [0, 1000, 1000, 2000], [1, 1, 'duplicate', 1]],
    ['a straggler', [0, 1000, 2000, 500, 3000], [1, 1, 1, 'late', 1]],
    [
      'stragglers that descend are no new time',
      [5000, 4000, 3000, 2000, 1000, 6000],
      [1, 'late', 'late', 'late', 'late', 1],
    ],
    [
      'the clock is set back',
      [9e6, 9e6 + 1000, 0, 1000, 2000, 3000],
      [1, 1, 'late', 'late', 'restart', 1],
    ],
    [
      'stragglers between good rows never add up',
      [0, 1000, 0, 2000, 0, 3000, 0, 4000],
      [1, 1, 'late', 1, 'late', 1, 'late', 1],
    ],
    ['the clock is set ahead', [0, 1000, 9e6, 9e6 + 1000], [1, 1, 8999, 1]],
  ])('%s', (_, times, expected) => expect(placeAll(times)).toEqual(expected));
});

test.each([990, 1010])('a sender whose period is %s ms keeps one row per point', (realMs) => {
  const times = Array.from({ length: 5_000 }, (_, i) => i * realMs);
  expect(new Set(placeAll(times))).toEqual(new Set([1]));
});

describe.each([1, 2, 3, 4, 5])('jitter of a quarter period (seed %s)', (seed) => {
  const random = new Random(seed);
  const jittered = Array.from({ length: 2_000 }, (_, i) => 1000 * i + 240 * random.centred());

  test('moves no row to another point', () => {
    expect(new Set(placeAll(jittered))).toEqual(new Set([1]));
  });

  test('is borne soon after a first row that was far off', () => {
    const [, ...others] = jittered;
    expect(new Set(placeAll([400, ...others]).slice(20))).toEqual(new Set([1]));
  });
});

test('of ten rows per point one is taken, a period apart in the mean', () => {
  const random = new Random(1);
  const times = Array.from({ length: 10_000 }, (_, i) => 100 * i + 20 * random.centred());
  const taken = placeAll(times).filter((what) => what !== 'duplicate');
  expect(new Set(taken)).toEqual(new Set([1]));
  expect(taken.length).toBeGreaterThan(980);
  expect(taken.length).toBeLessThan(1020);
});

import { describe, expect, test } from 'vitest';
import { adaptLevel, type LevelGround, liftBounds, unmoved } from './adaptive-level.ts';
import { levelUnit } from './asset-fit.ts';

// Half of all scores lie at 0, one in a hundred above 4: a unit is 4.
const shape = {
  quantiles: Array.from({ length: 101 }, (_, i) => Math.max(0, (4 * (i - 50)) / 49)),
  tail: { start: 3, share: 0.1, meanExcess: 0.5 },
};
const ground: LevelGround = {
  ...{ shape, start: 6, rate: 0.01, clusterWindows: 10, frozen: false, returned: false },
};
const unit = 4;

function play(scores: readonly number[], more: Partial<LevelGround> = {}) {
  let state = unmoved;
  for (const score of scores) state = adaptLevel(state, score, { ...ground, ...more });
  return state;
}
const times = (n: number, score: number): number[] => Array(n).fill(score);

test('the unit is the distance from the median to the 99 % quantile', () =>
  expect(levelUnit(shape)).toBeCloseTo(unit, 9));

test.each<[string, number[], Partial<LevelGround>, number]>([
  ['falls a little with every window below', times(10, 0), {}, -10 * 0.02 * 0.01],
  ['rises with a window above', [9], {}, 0.02 * 0.99],
  ['at the level is not above it', [6], {}, -0.02 * 0.01],
  ['stands while an alert does', [9, 0, 9, 0], { frozen: true }, 0],
  ['an alert that has returned counts as a cluster', [0], { returned: true }, 0.2 - 0.0002],
])('%s', (_, scores, more, units) => expect(play(scores, more).lift / unit).toBeCloseTo(units, 6));

test('what lasts is no drift: after ten of twenty windows above it stands', () => {
  const { lift } = play(times(10, 99));
  expect(play(times(40, 99)).lift).toBe(lift);
  expect(play([...times(40, 99), ...times(8, 0)]).lift).toBe(lift);
  expect(play([...times(40, 99), ...times(30, 0)]).lift).toBeLessThan(lift);
});

describe('however the scores go, it stays within bounds:', () => {
  const everySixth = Array.from({ length: 60_000 }, (_, i) => (i % 6 === 0 ? 99 : 0));

  test('a quarter of a unit at once', () => {
    expect(play(everySixth.slice(0, 80)).lift / unit).toBeLessThan(0.29);
    expect(play(everySixth.slice(0, 80)).lift / unit).toBeGreaterThan(0.2);
  });

  test('half a unit in the time of one alarm', () => {
    const budgetTime = ground.clusterWindows / ground.rate;
    const lifts = [1, 2, 3].map(
      (n) => play(everySixth.slice(0, n * budgetTime), { rate: 0.01 }).lift,
    );
    expect((lifts[0] ?? 0) / unit).toBeLessThan(0.8);
    expect((lifts[0] ?? 0) / unit).toBeGreaterThan(0.4);
  });

  test('one unit above the start in all', () => expect(play(everySixth).lift).toBeCloseTo(unit, 1));

  test('never below the level that one window in twenty exceeds', () => {
    const { min } = liftBounds(shape, ground.start);
    expect(min).toBeLessThan(0);
    expect(play(times(60_000, 0), { rate: 0.04 }).lift).toBe(min);
  });

  test('a start that lies lower already is its own floor', () =>
    expect(liftBounds(shape, 1).min).toBe(0));
});

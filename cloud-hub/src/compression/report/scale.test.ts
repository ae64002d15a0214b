import { expect, test } from 'vitest';
import { linearScale, logScale, symlogScale } from './scale.ts';

test.each<[number, number, number[]]>([
  [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [0, 1146, [0, 500, 1000]],
  [-3, 7, [-2, 0, 2, 4, 6]],
  [5, 5, [5]],
])('from %d to %d: ticks %j', (min, max, ticks) => {
  expect(linearScale(min, max).ticks).toEqual(ticks);
});

test('values outside stay at the edge', () => {
  const { at } = linearScale(10, 20);
  expect([at(5), at(10), at(15), at(20), at(99)]).toEqual([0, 0, 0.5, 1, 1]);
});

test('decades are evenly spaced, and 0 lies at the floor', () => {
  const { at, ticks } = logScale(0.001, 1);
  expect(ticks).toEqual([0.001, 0.01, 0.1, 1]);
  expect([at(0), at(0.001), at(0.1), at(1)].map((v) => Number(v.toFixed(6)))).toEqual([
    0, 0, 0.666667, 1,
  ]);
});

test('a scale over three decades shows what is small, and labels do not meet', () => {
  const { at, ticks } = symlogScale(-2, 3000, 5);
  expect(at(5) - at(0)).toBeGreaterThan(0.08);
  expect(at(-2)).toBe(0);
  expect(at(3000)).toBe(1);
  expect(ticks).toContain(0);
  expect(ticks).toContain(2000);
  const places = ticks.map(at);
  expect(Math.min(...places.slice(1).map((p, i) => p - (places[i] ?? 0)))).toBeGreaterThan(0.12);
});

test('scores that are all equal have a scale too', () => {
  expect(Number.isFinite(symlogScale(0, 0, 1).at(0))).toBe(true);
});

import { describe, expect, test } from 'vitest';
import { levelAt, pValue } from '../calibration.ts';
import { isSteady, isWithinBounds, measureAsset, shapeOf } from './asset-fit.ts';
import { groundAt, scoresOf, windowLength } from './ground.fixture.ts';

const { calibration, commissioning } = groundAt(1_000);
const measure = (sample: number[]) => {
  const measured = measureAsset(sample, { windows: sample.length, windowLength }, calibration);
  if (measured === null) throw new Error('nothing was measured');
  return measured;
};

describe('the fit', () => {
  test('of the very machine is that of the bundle', () => {
    const { weighed } = measure(scoresOf({ rows: 3_000, seed: 21 }));
    expect(Math.abs(weighed.median)).toBeLessThan(0.15);
    expect(Math.abs(weighed.spread - 1)).toBeLessThan(0.15);
    expect(weighed.meanExcess / calibration.tail.meanExcess).toBeGreaterThan(0.7);
    expect(weighed.meanExcess / calibration.tail.meanExcess).toBeLessThan(1.3);
  });

  test('bears a fifth of wild windows', () => {
    const clean = scoresOf({ rows: 1_000, seed: 22 });
    const { weighed } = measure(clean.map((score, i) => (i % 5 === 0 ? 1e6 : score)));
    const known = measure(clean).weighed;
    expect(weighed.median - known.median).toBeLessThan(0.5);
    expect(weighed.spread / known.spread).toBeLessThan(2);
    expect(weighed.meanExcess / weighed.spread).toBeLessThan(2.01 * calibration.tail.meanExcess);
  });

  test('of few windows leans on the bundle, of many on the asset', () => {
    const sister = scoresOf({ rows: 16_000, seed: 23, gain: 1.5 });
    const few = measure(sister.slice(0, 100));
    const many = measure(sister);
    const distance = ({ plain, weighed }: typeof few) => Math.log(plain.spread / weighed.spread);
    expect(few.weighed.spread).toBeLessThan(few.plain.spread);
    expect(Math.abs(distance(many))).toBeLessThan(0.01);
    expect(Math.abs(distance(few))).toBeGreaterThan(0.03);
  });

  test('is none where all scores are alike', () =>
    expect(measureAsset(Array(99).fill(2), { windows: 99, windowLength }, calibration)).toBeNull());
});

test("levels and p-values are those of the asset's own distribution", () => {
  const fit = { windows: 100, median: 2, spread: 1.5, meanExcess: 3 };
  const shape = shapeOf(calibration, fit);
  expect(levelAt(shape, 0.5)).toBeCloseTo(2 + 1.5 * levelAt(calibration, 0.5), 9);
  expect(pValue(shape, levelAt(shape, 1e-4))).toBeCloseTo(1e-4, 9);
  const decade = levelAt(shape, 1e-4) - levelAt(shape, 1e-3);
  expect(decade).toBeCloseTo(3 * Math.log(10), 9);
  expect(shapeOf(calibration, null)).toMatchObject({ tail: calibration.tail });
  const stranger = shapeOf({ ...calibration, arrivalShift: 4 }, null);
  for (const rate of [0.5, 0.05, 1e-4])
    expect(levelAt(stranger, rate)).toBeCloseTo(4 + levelAt(calibration, rate), 9);
  expect(shapeOf({ ...calibration, arrivalShift: 4 }, fit)).toEqual(shape);
});

test.each([
  ['the bundle itself', 0, 1, true],
  ['a noisier sister', 1.5, 2, true],
  ['scores too high', 9, 1, false],
  ['a spread too wide', 0, 5, false],
  ['a spread too narrow', 0, 0.2, false],
] as const)('%s: median %d, spread %d', (_, median, spread, isSister) =>
  expect(isWithinBounds({ median, spread }, calibration, commissioning)).toBe(isSister),
);

test.each<[string, (i: number) => number, boolean]>([
  ['noise', (_: number) => 0, true],
  ['a growing score', (i: number) => i / 25, false],
  ['a step in its middle', (i: number) => (i < 50 ? 0 : 5), false],
  ['a short burst', (i: number): number => (i > 90 ? 50 : 0), true],
])('%s', (_, trend, steady) => {
  const ripple = (i: number) => Math.sin(i * 2.4);
  expect(isSteady(Array.from({ length: 100 }, (_, i) => trend(i) + ripple(i)))).toBe(steady);
});

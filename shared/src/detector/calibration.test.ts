import { expect, test } from 'vitest';
import { Random } from '../simulator/random.ts';
import { calibrate, calibrated, levelAt, pValue, quantile } from './calibration.ts';

const random = new Random(7);
const normal = Float64Array.from({ length: 4000 }, () => 3 + 0.5 * random.normal());

test('median and spread are those of a normal distribution, and outliers do not move them', () => {
  const plain = calibrate(normal, 0.01);
  const wild = calibrate([...normal, ...new Array(40).fill(1e6)], 0.01);
  for (const { median, spread } of [plain, wild]) {
    expect(median).toBeCloseTo(3, 1);
    expect(spread).toBeCloseTo(0.5, 1);
  }
});

test.each([0.2, 0.05, 0.01, 0.003])(
  'a share of %d of fresh normal scores lies above its level',
  (rate) => {
    const calibration = calibrate(normal, rate);
    const level = levelAt(calibration, rate);
    const fresh = Array.from({ length: 20_000 }, () => 3 + 0.5 * random.normal());
    const above = fresh.filter((score) => calibrated(score, calibration) > level);
    // The exponential tail is heavier than a normal one: it errs towards fewer alarms.
    expect(above.length / fresh.length).toBeLessThan(1.3 * rate);
    expect(above.length / fresh.length).toBeGreaterThan(0.2 * rate);
  },
);

test('the tail holds exactly where the scores are exponential', () => {
  const scores = Array.from({ length: 20_000 }, () => -Math.log(1 - random.uniform()));
  const calibration = calibrate(scores, 0.001);
  const above = scores.filter((score) => calibrated(score, calibration) > calibration.raiseLevel);
  expect(above.length / scores.length).toBeGreaterThan(0.0005);
  expect(above.length / scores.length).toBeLessThan(0.0018);
});

test('an alarm clears below the level that raises it, even at rates rarer than any window', () => {
  for (const rate of [0.3, 0.01, 1e-6]) {
    const { raiseLevel, clearLevel } = calibrate(normal, rate);
    expect(raiseLevel).toBeGreaterThan(clearLevel);
    expect(Number.isFinite(raiseLevel)).toBe(true);
  }
});

test('the p-value of a level is its rate, and falls with the score', () => {
  const calibration = calibrate(normal, 0.01);
  for (const rate of [0.05, 0.01, 1e-5])
    expect(pValue(calibration, levelAt(calibration, rate))).toBeCloseTo(rate, 9);
  expect(pValue(calibration, 0)).toBeCloseTo(0.5, 1);
  expect(pValue(calibration, -99)).toBe(1);
});

test('scores that are all equal keep a spread above zero', () => {
  const { spread, raiseLevel } = calibrate(new Array(100).fill(2), 0.01);
  expect(spread).toBeGreaterThan(0);
  expect(raiseLevel).toBeGreaterThan(0);
});

test('quantiles are interpolated', () => {
  expect([0, 0.25, 0.5, 1].map((q) => quantile([1, 2, 4], q))).toEqual([1, 1.5, 2, 4]);
});

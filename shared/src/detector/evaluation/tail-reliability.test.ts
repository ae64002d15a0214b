import { expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import { calibrate } from '../calibration.ts';
import { tailReliability } from './tail-reliability.ts';

const random = new Random(3);
const uniform = () => random.uniform();
/** Their tail is exponential, as the calibration takes it to be. */
const exponential = (count: number) =>
  Array.from({ length: count }, () => -Math.log(1 - random.uniform()));
const calibration = calibrate(exponential(20_000), 0.01);
const inUnits = (scores: number[]) =>
  scores.map((score) => (score - calibration.median) / calibration.spread);
const options = { blockLength: 50, resamples: 100, random: uniform };
const at = (points: ReturnType<typeof tailReliability>, stated: number) =>
  points?.find((point) => point.stated === stated);

test('a tail fitted to the same distribution keeps what it states', () => {
  const scores = inUnits(exponential(20_000));
  const points = tailReliability(
    scores,
    scores.map(() => 1),
    calibration,
    options,
  );
  for (const { stated, realised, low, high } of points ?? []) {
    expect(realised / stated).toBeGreaterThan(0.6);
    expect(realised / stated).toBeLessThan(1.6);
    expect(low).toBeLessThanOrEqual(realised);
    expect(high).toBeGreaterThanOrEqual(realised);
  }
  expect(points).toHaveLength(9);
});

test('a shift by one mean is seen', () => {
  const scores = inUnits(exponential(5_000).map((score) => score + 1));
  const points = tailReliability(
    scores,
    scores.map(() => 1),
    calibration,
    options,
  );
  expect(at(points, 0.05)?.realised).toBeCloseTo(0.136, 1); // e^(1 - ln 20)
  expect(at(points, 0.05)?.low).toBeGreaterThan(0.05);
});

/** By hand: of four quiet windows two lie above the 1 % level, one of those above the .1 % level too. */
test('only quiet windows are counted', () => {
  const [one, tenth] = [0.01, 0.001].map((p) =>
    at(tailReliability([0], [1], calibration, options), p),
  );
  const scores = [0, (one?.level ?? 0) + 0.01, (tenth?.level ?? 0) + 0.01, 0, 99, 99];
  const points = tailReliability(scores, [1, 1, 1, 1, 0, 0], calibration, options);
  expect(at(points, 0.01)?.realised).toBe(2 / 4);
  expect(at(points, 0.001)?.realised).toBe(1 / 4);
});

test('no quiet window, no figure', () =>
  expect(tailReliability([1, 2], [0, 0], calibration, options)).toBeNull());

test('no exceedance in twenty blocks does not prove that there is none', () => {
  const scores = new Float64Array(1000);
  const points = tailReliability(
    scores,
    scores.map(() => 1),
    calibration,
    options,
  );
  // 1 - .025^(1/20): so high may a share be that twenty draws miss once in forty times.
  expect(at(points, 0.001)).toMatchObject({ realised: 0, low: 0 });
  expect(at(points, 0.001)?.high).toBeCloseTo(0.1684, 4);
});

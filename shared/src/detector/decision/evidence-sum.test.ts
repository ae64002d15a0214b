import { describe, expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import {
  addEvidence,
  cusumExponent,
  type EvidenceSum,
  evidenceLevel,
  logMixtureBet,
  noEvidence,
  type SummedKind,
} from './evidence-sum.ts';

const kinds = ['cusum', 'martingale'] as const;
const add = (kind: SummedKind, state: EvidenceSum, p: number, raiseLevel = 10) =>
  addEvidence(state, kind, p, { windowLength: 1, raiseLevel });

test('θ solves e^(-2θ) / (1 - θ) = 1', () =>
  expect(Math.exp(-2 * cusumExponent) / (1 - cusumExponent)).toBeCloseTo(1, 12));

test.each([
  ['cusum', Math.exp(-5), 3],
  ['cusum', Math.exp(-1), 0],
  ['cusum', 0, 20],
  ['martingale', 1, Math.log(0.5)],
  ['martingale', Math.exp(-5), Math.log((Math.exp(5) - 6) / 25)],
  ['martingale', 0, 20],
] as const)('%s at p = %d goes from 0 to %d', (kind, p, value) =>
  expect(add(kind, noEvidence, p).value).toBeCloseTo(value, 9),
);

test('only every window of its own rows counts', () => {
  let state = noEvidence;
  const values = Array.from({ length: 9 }, () => {
    state = addEvidence(state, 'cusum', Math.exp(-3), { windowLength: 3, raiseLevel: 99 });
    return Math.round(state.value);
  });
  expect(values).toEqual([0, 0, 1, 1, 1, 2, 2, 2, 3]);
});

test.each([0, 1e-9, 1e-4, 1e-3, 0.1, 2, 30, 700])(
  'the bet at a surprise of %d agrees with its integral',
  (surprise) => {
    const steps = 20_000;
    let integral = 0;
    for (let i = 0; i < steps; i++) {
      const epsilon = (i + 0.5) / steps;
      integral += (epsilon * Math.exp((1 - epsilon) * surprise - surprise)) / steps;
    }
    expect(logMixtureBet(surprise)).toBeCloseTo(surprise + Math.log(integral), 2);
  },
);

test('the bet is fair: its mean over p is 1', () => {
  const steps = 200_000;
  let mean = 0;
  for (let i = 0; i < steps; i++)
    mean += Math.exp(logMixtureBet(-Math.log((i + 0.5) / steps))) / steps;
  expect(mean).toBeGreaterThan(0.9);
  expect(mean).toBeLessThan(1.001);
});

describe.each(kinds)('%s', (kind) => {
  /** Blocks until the level is first reached. */
  function runLength(seed: number, rate: number, power: number): number {
    const random = new Random(seed);
    const raiseLevel = evidenceLevel(kind, rate);
    let state = noEvidence;
    for (let block = 1; block <= 20_000; block++) {
      state = add(kind, state, random.uniform() ** power, raiseLevel);
      if (state.value > raiseLevel) return block;
    }
    return 20_000;
  }
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const seeds = Array.from({ length: 200 }, (_, i) => i + 1);

  test('normal data reach the level no more often than the budget allows', () =>
    expect(mean(seeds.map((seed) => runLength(seed, 1 / 300, 1)))).toBeGreaterThan(300));

  test('a small shift that lasts reaches it soon', () =>
    expect(mean(seeds.map((seed) => runLength(seed, 1 / 300, 3)))).toBeLessThan(20));
});

import { expect, test } from 'vitest';
import { Random } from '../../simulator/random.ts';
import { aurocCi, aurocDifferenceCi } from './auroc-interval.ts';

function script(numbers: readonly number[]): () => number {
  let next = 0;
  return () => numbers[next++ % numbers.length] ?? Number.NaN;
}

const scores = [1, 4, 2, 3];
const labels = [0, 1, 0, 1];

/**
 * Worked out by hand: blocks of two of four windows, two resamples, level 1 (their minimum and maximum).
 * Scores 1⁻ 4⁺ 2⁻ 3⁺, all pairs in order: AUROC 1.
 * Others  1⁻ 2⁺ 2⁻ 0⁺: pairs (2,1) won, (2,2) tied, (0,1) and (0,2) lost: AUROC 1.5/4 = .375.
 */
test('a resample counts each window as often as it was drawn', () => {
  const others = [1, 2, 2, 0];
  // Starts 0 and 1: windows 0 1 and 1 2, so 1⁻ 2⁺ 2⁺ 2⁻: won 2, tied 2 of 4 pairs: .75
  // Starts 2 and 3: windows 2 3 and 3 0, so 2⁻ 0⁺ 0⁺ 1⁻: .0
  const random = script([0, 0.25, 0.5, 0.75]);
  const options = { blockLength: 2, resamples: 2, level: 1, random };
  expect(aurocCi(others, labels, options)).toEqual({ value: 0.375, low: 0, high: 0.75 });
  // Scores rank all of these pairs in order: 1 - .75 and 1 - 0.
  expect(aurocDifferenceCi(scores, others, labels, options)).toEqual({
    value: 0.625,
    low: 0.25,
    high: 1,
  });
});

test('a resample of one class is drawn again', () => {
  const two = [0, 0, 1, 1];
  // Starts 0 and 0 give two windows of the class 0 only; then 0 and 2 give all four once.
  const random = script([0, 0, 0, 0.5]);
  const options = { blockLength: 2, resamples: 1, level: 1, random };
  expect(aurocCi([1, 4, 2, 3], two, options)).toEqual({ value: 0.5, low: 0.5, high: 0.5 });
});

test('where nearly no resample has both classes there is no interval', () => {
  const options = { blockLength: 1, resamples: 2, random: () => 0 };
  expect(aurocCi(scores, labels, options)).toBeNull();
});

test('one class gives null', () => {
  const options = { blockLength: 2, random: () => 0 };
  expect(aurocCi([1, 2], [0, 0], options)).toBeNull();
  expect(aurocDifferenceCi([1, 2], [2, 1], [1, 1], options)).toBeNull();
});

test('the interval covers the truth about as often as it says, where windows hang together', () => {
  const random = new Random(5);
  const truth = 0.7602; // Φ(1/√2), for unit normal scores that differ by 1 in the mean
  const trials = 100;
  let covered = 0;
  for (let trial = 0; trial < trials; trial++) {
    const labels = Array.from({ length: 600 }, (_, i) => (Math.floor(i / 20) % 3 === 2 ? 1 : 0));
    // Ten windows in a row share one score, as windows that overlap nearly do.
    let score = 0;
    const scores = labels.map((label, i) => {
      if (i % 10 === 0) score = random.normal();
      return score + label;
    });
    const options = { blockLength: 60, resamples: 200, random: () => random.uniform() };
    const interval = aurocCi(scores, labels, options);
    if (interval && interval.low <= truth && truth <= interval.high) covered++;
  }
  expect(covered / trials).toBeGreaterThan(0.85);
  expect(covered / trials).toBeLessThan(1);
});

test('the same random numbers give the same interval', () => {
  const measured = () => {
    const random = new Random(1);
    const scores = Array.from({ length: 300 }, (_, i) => random.normal() + (i % 100 < 20 ? 1 : 0));
    const labels = scores.map((_, i) => (i % 100 < 20 ? 1 : 0));
    return aurocCi(scores, labels, { blockLength: 30, random: () => random.uniform() });
  };
  expect(measured()).toEqual(measured());
});

import { expect, test } from 'vitest';
import { recordingOf } from './recording.fixture.ts';
import { clipAt, divisorOf, fitScaling, standardise } from './scaling.ts';

test('mean and spread are those of all rows of all recordings', () => {
  const parts = [
    recordingOf([
      [1, 7],
      [3, 7],
    ]),
    recordingOf([[5, 7]]),
  ];
  expect(fitScaling(parts)).toEqual([
    { mean: 3, sd: Math.sqrt(8 / 3) },
    { mean: 7, sd: 0 },
  ]);
});

test('a large level does not drown a small spread', () => {
  const [scale] = fitScaling([recordingOf([[1e9 + 1], [1e9 + 3]])]);
  expect(scale).toEqual({ mean: 1e9 + 2, sd: 1 });
});

test.each([
  ['an ordinary channel', { mean: 5, sd: 2 }, 2],
  ['a channel that never moved', { mean: -230, sd: 0 }, 2.3],
  ['one that never left zero', { mean: 0, sd: 0 }, 1],
  ['one that moves below the resolution of float32', { mean: 1e6, sd: 1e-3 }, 1e4],
])('%s has a scale that does not blow up', (_, scale, divisor) => {
  expect(divisorOf(scale)).toBeCloseTo(divisor, 9);
});

test('values are standardised and clipped', () => {
  const scaling = [{ mean: 10, sd: 2 }];
  const scaled = standardise(recordingOf([[12], [1e6], [-1e6]]), scaling);
  expect([...scaled]).toEqual([1, clipAt, -clipAt]);
});

import type { Recording } from '@lookout/shared/detector/recording';
import { expect, test } from 'vitest';
import { fitPrewhitening, prewhiten } from './prewhiten.ts';

/** Two channels; a break before the fourth row. */
const recording: Recording = {
  rows: 6,
  channels: 2,
  values: Float64Array.of(1, 0, 2, 1, 4, 1, 9, 9, 8, 9, 6, 7),
  breakBefore: Uint8Array.of(1, 0, 0, 1, 0, 0),
  labels: Uint8Array.of(0, 0, 1, 1, 0, 1),
};
const plain = [
  { mean: 0, sd: 1 },
  { mean: 0, sd: 1 },
];
const swap = { transition: [0, 1, 1, 0], precision: [1, 0, 0, 1] };
const unscaled = { transition: swap.transition, scaling: plain };

test('a row becomes its error of prediction; no prediction spans a break', () => {
  const shown = prewhiten(recording, plain, unscaled);
  expect([...shown.values]).toEqual([2, 0, 3, -1, -1, 0, -3, -1]);
  expect([...shown.breakBefore]).toEqual([1, 0, 1, 0]);
  expect([...(shown.labels ?? [])]).toEqual([0, 1, 0, 1]);
  expect(shown.rows).toBe(4);
});

test('the errors have a scale of their own', () => {
  const prewhitening = fitPrewhitening([recording], plain, swap);
  const { values } = prewhiten(recording, plain, prewhitening);
  const first = [...values].filter((_, i) => i % 2 === 0);
  expect(first.reduce((sum, x) => sum + x, 0)).toBeCloseTo(0);
  expect(first.reduce((sum, x) => sum + x ** 2, 0) / first.length).toBeCloseTo(1);
});

test('a transition of 0 shows the rows themselves', () => {
  const nothing = { ...swap, transition: [0, 0, 0, 0] };
  const { transition } = fitPrewhitening([recording], plain, nothing);
  const { values } = prewhiten(recording, plain, { transition, scaling: plain });
  expect([...values]).toEqual([2, 1, 4, 1, 8, 9, 6, 7]);
});

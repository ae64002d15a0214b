import {
  beginCommissioning,
  type Commissioning,
} from '@lookout/shared/detector/decision/commissioning';
import { nothingLearned } from '@lookout/shared/detector/decision/decision-state';
import { describe, expect, test } from 'vitest';
import { inheritLearned, moveZero, rememberBefore } from './hand-over.ts';

const ground = {
  calibration: {
    ...{ windows: 100, median: 10, spread: 2, falseAlarmRate: 0.01, raiseLevel: 6, clearLevel: 3 },
    quantiles: [-2, 0, 2],
    tail: { start: 2, share: 0.1, meanExcess: 1 },
  },
  input: { kind: 'series' as const, windowLength: 10, periodMs: 1_000, channels: [] },
  commissioning: {
    minWindows: 100,
    medianBounds: [0, 20] as [number, number],
    spreadBounds: [0.5, 8] as [number, number],
  },
};
const adaptive = { ...nothingLearned.adaptive, lift: 0.5 };
const learned = (more: Partial<Commissioning>) => ({
  ...nothingLearned,
  ...{ adaptive, told: { level: 7, at: 1 } },
  commissioning: { ...beginCommissioning(false), ...more },
});
const fitAt = (median: number) => ({ windows: 200, median, spread: 1, meanExcess: 1 });

describe('what a new bundle begins with', () => {
  test.each<[string, Partial<Commissioning>, object]>([
    [
      'a fit that its manifest admits',
      { phase: 'refined', fit: fitAt(1) },
      { commissioning: { phase: 'commissioned', fit: fitAt(1), sample: [] }, adaptive },
    ],
    [
      'not a fit that it does not admit: median 10 + 6 · 2 = 22 of at most 20',
      { phase: 'commissioned', fit: fitAt(6) },
      nothingLearned,
    ],
    [
      'not half a sample, which is of other scores',
      { phase: 'collecting', sample: [1, 2], alarmed: [false, false] },
      { commissioning: { phase: 'collecting', sample: [] }, adaptive },
    ],
    [
      "an operator's wish for the manifest's values",
      { phase: 'restored' },
      { commissioning: { phase: 'restored', fit: null }, adaptive },
    ],
  ])('%s', (_, before, after) => {
    expect(inheritLearned(learned(before), ground)).toMatchObject(after);
  });
});

test.each([
  ['none', null, null],
  ['one that stands elsewhere from another mean', [0.5, -1], [1.5, 2]],
])('a zero: %s', (_, zero, moved) => {
  const channel = (mean: number) => ({
    ...{ name: 'a', unit: null, mean, sd: 1, plausibleMin: null, plausibleMax: null },
    stuckAfterRows: null,
  });
  expect(moveZero(zero, [channel(3), channel(5)], [channel(2), channel(2)])).toEqual(moved);
});

test('two bundles before are remembered, each once, and never itself', () => {
  const of = (modelDigest: string) => ({ ...nothingLearned, modelDigest, zeroOffset: null });
  const digests = rememberBefore(of('c'), [of('b'), of('a'), of('c')], 'b').map(
    ({ modelDigest }) => modelDigest,
  );
  expect(digests).toEqual(['c', 'a']);
  expect(rememberBefore(null, [of('a'), of('c'), of('d')], 'x')).toHaveLength(2);
});

import { DatasetSplit, defaultSplit } from '@lookout/shared/protocol/datasets';
import { expect, test } from 'vitest';
import { cutsOf, inOneRow, isSameSplit, rowsOfPart, splitOf } from './split-draft.ts';

test('cuts and shares are two ways to say one thing', () => {
  expect(cutsOf(defaultSplit)).toEqual([60, 80]);
  for (let train = 1; train <= 100; train++)
    for (let validation = train; validation <= 100; validation += 7) {
      const split = DatasetSplit.parse(splitOf([train, validation], 8));
      expect(cutsOf(split)).toEqual([train, validation]);
    }
});

test('a split is the same in whatever order its fields came', () => {
  const { train, calibration, validation, gapRows } = defaultSplit;
  expect(isSameSplit(defaultSplit, { gapRows, validation, calibration, train })).toBe(true);
  expect(isSameSplit(defaultSplit, { ...defaultSplit, gapRows: gapRows + 1 })).toBe(false);
  expect(isSameSplit(defaultSplit, splitOf([50, 80], gapRows))).toBe(false);
});

const parts = [
  { part: 'train', recording: 0, from: 0, to: 60 },
  { part: 'validation', recording: 0, from: 70, to: 100 },
  { part: 'train', recording: 1, from: 0, to: 6 },
] as const;

test('rows of a part', () => {
  expect([rowsOfPart(parts, 'train'), rowsOfPart(parts, 'calibration')]).toEqual([66, 0]);
});

test('recordings in a row', () => {
  expect(inOneRow(parts, [100, 10]).map(({ from, to }) => [from, to])).toEqual([
    [0, 60],
    [70, 100],
    [100, 106],
  ]);
});

import { expect, test } from 'vitest';
import { DatasetSplit, defaultSplit } from './datasets.ts';
import { splitByTime } from './split-by-time.ts';

const split = (train: number, calibration: number, validation: number, gapRows = 10) => ({
  ...{ train, calibration, validation, gapRows },
});
const usual = split(0.6, 0.2, 0.2);

test.each([
  [
    'one recording',
    [1000],
    usual,
    ['train 0 0-600', 'calibration 0 610-800', 'validation 0 810-1000'],
  ],
  [
    'every recording by itself',
    [1000, 500],
    usual,
    [
      ...['train 0 0-600', 'calibration 0 610-800', 'validation 0 810-1000'],
      ...['train 1 0-300', 'calibration 1 310-400', 'validation 1 410-500'],
    ],
  ],
  [
    'one too short: all as one line, with no gap where a recording begins',
    [600, 300, 40],
    usual,
    [
      'train 0 0-564',
      'calibration 0 574-600',
      'calibration 1 0-152',
      'validation 1 162-300',
      'validation 2 0-40',
    ],
  ],
  ['a part of nothing', [1000], split(0.75, 0.25, 0), ['train 0 0-750', 'calibration 0 760-1000']],
  [
    'a part of nothing in the middle',
    [1000],
    split(0.8, 0, 0.2),
    ['train 0 0-800', 'validation 0 810-1000'],
  ],
  ['everything trains', [100, 50], split(1, 0, 0), ['train 0 0-100', 'train 1 0-50']],
  [
    'no gap',
    [10],
    split(0.6, 0.2, 0.2, 0),
    ['train 0 0-6', 'calibration 0 6-8', 'validation 0 8-10'],
  ],
  [
    'rounded',
    [7],
    split(0.6, 0.2, 0.2, 0),
    ['train 0 0-4', 'calibration 0 4-6', 'validation 0 6-7'],
  ],
  ['a gap that eats what is short', [30], split(0.6, 0.2, 0.2, 20), ['train 0 0-18']],
  ['nothing', [], usual, []],
])('%s', (_, rows, shares, expected) => {
  const ranges = splitByTime(rows, shares);
  expect(ranges.map((r) => `${r.part} ${r.recording} ${r.from}-${r.to}`)).toEqual(expected);
});

test('no row is in two parts, and parts within a recording are a gap apart, whatever the shares', () => {
  for (let seed = 1; seed < 200; seed++) {
    const rows = [seed * 7, (seed * 13) % 400, 90];
    const train = ((seed * 31) % 90) / 100 + 0.05;
    const calibration = (1 - train) * (((seed * 17) % 100) / 100);
    const shares = DatasetSplit.parse(
      split(train, calibration, 1 - train - calibration, seed % 20),
    );
    const ranges = splitByTime(rows, shares);
    ranges.forEach((range, i) => {
      const before = ranges[i - 1];
      expect(range.to).toBeLessThanOrEqual(rows[range.recording] ?? 0);
      if (before?.recording !== range.recording) return;
      expect(range.from - before.to).toBeGreaterThanOrEqual(shares.gapRows);
    });
  }
});

test.each([
  ['more than all', split(0.6, 0.3, 0.2)],
  ['less than all', split(0.5, 0.2, 0.2)],
  ['nothing to train on', split(0, 0.5, 0.5)],
  ['a share below nothing', split(1.2, -0.2, 0)],
])('refused: %s', (_, shares) => expect(DatasetSplit.safeParse(shares).success).toBe(false));

test('the default is valid', () => expect(DatasetSplit.parse(defaultSplit)).toEqual(defaultSplit));

import { expect, test } from 'vitest';
import { splitByTime, thinOut } from './time-split.ts';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test.each([
  ['the last part validates, past a gap', [20], 0.25, 2, range(0, 13), range(15, 20)],
  [
    'every segment gives its last part',
    [10, 10],
    0.2,
    1,
    [...range(0, 7), ...range(10, 17)],
    [8, 9, 18, 19],
  ],
  [
    'a segment too short for the gap is trained on',
    [3, 10],
    0.4,
    2,
    [0, 1, 2, ...range(3, 7)],
    range(9, 13),
  ],
  ['no share, no validation', [5], 0, 2, range(0, 5), []],
])('%s', (_, segments, validationShare, gap, train, validation) => {
  const windows = segments.reduce((sum, length) => sum + length, 0);
  const parts = splitByTime(windows, { segments, validationShare, gap });
  expect(Array.from(parts.train)).toEqual(train);
  expect(Array.from(parts.validation)).toEqual(validation);
});

test('segments that do not add up are refused', () => {
  expect(() => splitByTime(11, { segments: [10], validationShare: 0.1, gap: 0 })).toThrow(
    expect.objectContaining({ code: 'bad_shape' }),
  );
});

test.each([
  [10, 5, [0, 2, 4, 6, 8]],
  [7, 3, [0, 2, 4]],
  [3, 5, [0, 1, 2]],
])('%i windows thinned to %i', (count, limit, expected) => {
  expect(Array.from(thinOut(Int32Array.from(range(0, count)), limit))).toEqual(expected);
});

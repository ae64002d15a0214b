import { maxCaptureRanges } from '@lookout/shared/protocol/capture';
import { expect, test } from 'vitest';
import { missingRanges } from './missing-ranges.ts';

test.each([
  ['nothing has come', [], 3, [[0, 2]]],
  ['all has come', [0, 1, 2], 3, []],
  ['the first', [1, 2], 3, [[0, 0]]],
  ['the last', [0, 1], 3, [[2, 2]]],
  [
    'holes',
    [1, 2, 5],
    8,
    [
      [0, 0],
      [3, 4],
      [6, 7],
    ],
  ],
])('%s', (_, present, total, ranges) => expect(missingRanges(present, total)).toEqual(ranges));

test('no more ranges than a command takes', () => {
  const odd = Array.from({ length: 9000 }, (_, i) => 2 * i + 1);
  expect(missingRanges(odd, 20_000)).toHaveLength(maxCaptureRanges);
});

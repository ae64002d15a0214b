import type { SeqRange } from '@lookout/shared/protocol/records';
import { expect, test } from 'vitest';
import { joinRanges, toRanges } from './ranges.ts';

test.each<[number[], SeqRange[]]>([
  [[], []],
  [[5], [[5, 5]]],
  [
    [3, 1, 2, 7, 2],
    [
      [1, 3],
      [7, 7],
    ],
  ],
  [
    [10, 8, 6],
    [
      [6, 6],
      [8, 8],
      [10, 10],
    ],
  ],
])('%j is acknowledged as %j', (seqs, ranges) => {
  expect(toRanges(seqs)).toEqual(ranges);
});

test('a range within another is swallowed', () => {
  expect(
    joinRanges([
      [4, 4],
      [1, 9],
      [10, 12],
      [20, 21],
    ]),
  ).toEqual([
    [1, 12],
    [20, 21],
  ]);
});

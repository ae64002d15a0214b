import { expect, test } from 'vitest';
import { mergeRanges, rangesOf } from './ranges.ts';

test.each([
  [[], []],
  [[7], [[7, 7]]],
  [[1, 2, 3], [[1, 3]]],
  [
    [1, 2, 4, 9, 10],
    [
      [1, 2],
      [4, 4],
      [9, 10],
    ],
  ],
] as const)('%j as ranges', (seqs, ranges) => expect(rangesOf(seqs)).toEqual(ranges));

test.each([
  { a: [[1, 3]], b: [[4, 5]], union: [[1, 5]], what: 'neighbours join' },
  { a: [[1, 3]], b: [[2, 9]], union: [[1, 9]], what: 'overlap' },
  { a: [[1, 9]], b: [[2, 3]], union: [[1, 9]], what: 'one inside the other' },
  {
    a: [[5, 6]],
    b: [[1, 2]],
    union: [
      [1, 2],
      [5, 6],
    ],
    what: 'a hole stays',
  },
] as { a: [number, number][]; b: [number, number][]; union: [number, number][]; what: string }[])(
  '$what',
  ({ a, b, union }) => expect(mergeRanges(a, b)).toEqual(union),
);

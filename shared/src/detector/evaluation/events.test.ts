import { expect, test } from 'vitest';
import { eventSpans } from './events.ts';

const spans = (labels: number[], ends = labels.map((_, i) => i + 9)) =>
  eventSpans(labels, ends).map((e) => [e.firstWindow, e.lastWindow, e.firstRow, e.lastRow]);

test.each<[string, number[], number[][]]>([
  ['none', [0, 0], []],
  [
    'one at the beginning, one at the end',
    [1, 0, 1, 1],
    [
      [0, 0, 9, 9],
      [2, 3, 11, 12],
    ],
  ],
  ['all', [1, 1], [[0, 1, 9, 10]]],
])('%s', (_, labels, expected) => expect(spans(labels)).toEqual(expected));

test('a gap in the rows parts no event', () => {
  expect(spans([0, 1, 1], [9, 10, 30])).toEqual([[1, 2, 10, 30]]);
});

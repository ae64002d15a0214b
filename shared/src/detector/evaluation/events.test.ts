import { expect, test } from 'vitest';
import { eventSpans, windowsApart } from './events.ts';

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

test('windows apart from events, with some rows before and after', () => {
  // Events in rows 3 and 4, and in row 9; a row before and two after belong to them.
  const labels = [0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0];
  const rows = labels.map((_, row) => row);
  const apart = windowsApart(eventSpans(labels, rows), rows, { before: 1, after: 2 });
  expect([...apart]).toEqual([1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  expect([...windowsApart([], rows, { before: 1, after: 2 })]).toEqual(rows.map(() => 1));
});

import { expect, test } from 'vitest';
import { recordingOf } from './recording.fixture.ts';
import { normalRows, splitRows } from './recording.ts';

test('rows labelled anomalous are left out, and leave a break', () => {
  const recording = recordingOf([[1], [2], [3], [4], [5]], { labels: [0, 1, 1, 0, 0] });
  const normal = normalRows(recording);
  expect([...normal.values]).toEqual([1, 4, 5]);
  expect([...normal.breakBefore]).toEqual([1, 1, 0]);
});

test('a break that was there stays', () => {
  const normal = normalRows(recordingOf([[1], [2], [3]], { breaks: [2], labels: [0, 0, 0] }));
  expect([...normal.breakBefore]).toEqual([1, 0, 1]);
});

test.each([
  [
    0.75,
    [
      [1, 2, 3, 4],
      [5, 6],
    ],
    [[7, 8]],
  ],
  [
    0.25,
    [[1, 2]],
    [
      [3, 4],
      [5, 6, 7, 8],
    ],
  ],
  [
    1,
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
    ],
    [],
  ],
])('a share of %d goes to the first part, across recordings', (share, first, last) => {
  const parts = splitRows(
    [recordingOf([[1], [2], [3], [4]]), recordingOf([[5], [6], [7], [8]])],
    share,
  );
  expect(parts.first.map(({ values }) => [...values])).toEqual(first);
  expect(parts.last.map(({ values }) => [...values])).toEqual(last);
  expect(parts.last.every(({ breakBefore }) => breakBefore[0] === 1)).toBe(true);
});

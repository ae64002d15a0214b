import { expect, test } from 'vitest';
import { recordingOf } from './recording.fixture.ts';
import {
  gatherWindows,
  windowEnds,
  windowLabels,
  windowMaxima,
  windowMeans,
  windowsPerRun,
} from './windows.ts';

const rows = (count: number) => Array.from({ length: count }, (_, i) => [i, 10 * i]);

test.each([
  ['no break', 6, [], [2, 3, 4, 5]],
  ['a break', 7, [4], [2, 3, 6]],
  ['a run too short for a window', 8, [3, 5], [2, 7]],
  ['fewer rows than a window', 2, [], []],
])('%s: no window spans a break', (_, count, breaks, ends) => {
  expect([...windowEnds(recordingOf(rows(count), { breaks }), 3)]).toEqual(ends);
});

test('windows are gathered row by row, as the model takes them', () => {
  const recording = recordingOf(rows(4));
  expect([...gatherWindows(recording, Int32Array.of(1, 3), 2)]).toEqual([
    0, 0, 1, 10, 2, 20, 3, 30,
  ]);
});

test('the label is that of the last row', () => {
  const recording = recordingOf(rows(5), { labels: [0, 0, 1, 1, 0] });
  const ends = windowEnds(recording, 2);
  expect([...windowLabels(recording, ends)]).toEqual([0, 1, 1, 0]);
  expect([...windowLabels({ ...recording, labels: null }, ends)]).toEqual([0, 0, 0, 0]);
});

test('statistics of rows are brought to windows', () => {
  const statistic = Float64Array.of(1, 5, 3, 9);
  const ends = Int32Array.of(2, 3);
  expect([...windowMeans(statistic, ends, 3)]).toEqual([3, 17 / 3]);
  expect([...windowMeans(statistic, ends, 3, 1)]).toEqual([4, 6]);
  expect([...windowMaxima(statistic, ends, 2)]).toEqual([5, 9]);
});

test('windows are counted run by run', () => {
  expect(windowsPerRun(windowEnds(recordingOf(rows(9), { breaks: [4] }), 3))).toEqual([2, 3]);
});

import type { LiveScores } from '@lookout/shared/protocol/live';
import type { Series } from '@lookout/shared/protocol/rest';
import { describe, expect, test } from 'vitest';
import { appendScores, withChannels } from './append-scores.ts';

const series = (at: number[]): Series => ({
  device: 'pump-1',
  stream: 'loop',
  bucketMs: null,
  at,
  score: at.map((t) => t / 1_000),
  scoreMin: at.map((t) => t / 1_000),
  threshold: at.map(() => 4),
  latencyUs: at.map(() => 50),
  channels: ['flow', 'pressure'],
  values: [at.map(() => 32), at.map(() => 0.1)],
  expected: [at.map(() => 31), at.map(() => 0.2)],
});
const live = (at: number[], channels = ['flow', 'pressure']): LiveScores => ({
  stream: 'loop',
  replayed: false,
  at,
  score: at.map((t) => t / 1_000),
  threshold: at.map(() => 4),
  latencyUs: at.map(() => 60),
  channels,
  values: channels.map((name) => at.map(() => (name === 'flow' ? 33 : 0.3))),
  expected: channels.map(() => at.map(() => null)),
});
const append = (old: number[], fresh: number[], keepFrom = 0, periodMs: number | null = 1_000) =>
  appendScores(series(old), live(fresh), keepFrom, periodMs);

describe('the rows', () => {
  test.each([
    ['follow at the end', [1_000, 2_000], [3_000, 4_000], 0, [1_000, 2_000, 3_000, 4_000]],
    [
      'that are known are not repeated',
      [1_000, 2_000],
      [1_000, 2_000, 3_000],
      0,
      [1_000, 2_000, 3_000],
    ],
    ['too old go', [1_000, 2_000, 3_000], [4_000], 2_500, [3_000, 4_000]],
    ['begin an empty series', [], [4_000], 0, [4_000]],
    ['after a silence follow a gap', [1_000], [6_000], 0, [1_000, 1_001, 6_000]],
    ['all too old but the new', [1_000], [2_000], 1_500, [2_000]],
  ] as [string, number[], number[], number, number[]][])('%s', (_name, old, fresh, keep, at) =>
    expect(append(old, fresh, keep).series.at).toEqual(at),
  );

  test('of a stream whose period is unknown never make a gap', () =>
    expect(append([1_000], [99_000], 0, null).series.at).toEqual([1_000, 99_000]));
});

test('every column grows alike, and a gap is null in all of them', () => {
  const { series: next } = append([1_000], [6_000]);
  expect(next.score).toEqual([1, null, 6]);
  expect(next.threshold).toEqual([4, null, 4]);
  expect(next.values).toEqual([
    [32, null, 33],
    [0.1, null, 0.3],
  ]);
  expect(next.expected).toEqual([
    [31, null, null],
    [0.2, null, null],
  ]);
});

test('channels are matched by name; one that is missing is null', () => {
  const { series: next } = appendScores(series([1_000]), live([2_000], ['pressure']), 0, 1_000);
  expect(next.values).toEqual([
    [32, null],
    [0.1, 0.3],
  ]);
});

test.each([
  ['a row inside the stretch that was not there', [1_000, 3_000], [2_000], true],
  ['a row that is there', [1_000, 3_000], [1_000], false],
  ['a row from before the stretch', [9_000], [1_000], false],
] as [string, number[], number[], boolean][])('late: %s', (_name, old, fresh, late) =>
  expect(append(old, fresh, old[0] === 9_000 ? 5_000 : 0).late).toBe(late),
);

test('an empty history takes its channels from the first live row', () => {
  const empty = { ...series([]), channels: [], values: [], expected: [] };
  const { series: next } = appendScores(
    withChannels(empty, live([5_000])),
    live([5_000]),
    0,
    1_000,
  );
  expect(next.channels).toEqual(['flow', 'pressure']);
  expect(next.values).toEqual([[33], [0.3]]);
});

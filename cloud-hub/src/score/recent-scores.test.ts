import { expect, test } from 'vitest';
import { noScores, type RecentScores, type ScorePoint, withRecent } from './recent-scores.ts';

const point = (at: number, score: number | null = 1): ScorePoint => ({ at, score, threshold: 4 });
const times = ({ points }: RecentScores): number[] => points.map(({ at }) => at);
const minute = withRecent(
  noScores,
  Array.from({ length: 60 }, (_, i) => point((i + 1) * 1000)),
  false,
);

test('the oldest windows leave as new ones come', () => {
  const next = withRecent(minute, [point(61_000, 9)], false);
  expect(next.points).toHaveLength(60);
  expect(times(next).at(0)).toBe(2000);
  expect(next.latest).toEqual(point(61_000, 9));
});

test('a replay fills in what was missed and does not pass for the newest', () => {
  const next = withRecent(minute, [point(30_500, 7), point(500), point(-90_000)], true);
  expect(next.latest?.at).toBe(60_000);
  expect(times(next)).toContain(30_500);
  expect(times(next)).not.toContain(-90_000);
});

test('a clock that is set back begins the minute anew', () => {
  const later = withRecent(noScores, [point(10_000_000)], false);
  expect(times(withRecent(later, [point(60_000)], false))).toEqual([60_000]);
  expect(times(withRecent(later, [point(60_000)], true))).toEqual([10_000_000]);
});

test('a live window that was overtaken finds its place', () => {
  const next = withRecent(withRecent(noScores, [point(3000)], false), [point(2000)], false);
  expect([times(next), next.latest?.at]).toEqual([[2000, 3000], 3000]);
});

test('a fast stream is thinned without losing its spike, and the newest window is as it was', () => {
  const fast = Array.from({ length: 2400 }, (_, i) => point(i * 25, i === 1201 ? 99 : 1));
  const recent = withRecent(noScores, [...fast, point(60_000, null)], false);
  expect(recent.points.length).toBeLessThanOrEqual(121);
  expect(Math.max(...recent.points.map(({ score }) => score ?? 0))).toBe(99);
  expect(recent.latest).toEqual(point(60_000, null));
});

test('a stretch without scores keeps the time of the last one', () => {
  const later = withRecent(minute, [point(200_000, null)], false);
  expect([later.scoredAt, later.latest?.at, times(later)]).toEqual([60_000, 200_000, [200_000]]);
});

test('no windows change nothing', () => {
  expect(withRecent(minute, [], false)).toBe(minute);
});

import { expect, test } from 'vitest';
import { type SeriesPoint, toSeries } from './series-points.ts';

const key = { device: 'pump-1', stream: 'loop' };
const window = (at: number, part: Partial<SeriesPoint> = {}): SeriesPoint => ({
  at,
  score: at / 1000,
  scoreMin: at / 1000,
  threshold: 4,
  latencyUs: 100,
  channels: ['pressure'],
  values: [at],
  expected: [null],
  fromAt: at,
  toAt: at,
  rows: 1,
  ...part,
});
const bucket = (at: number, fromAt: number, toAt: number, rows: number): SeriesPoint =>
  window(at, { fromAt, toAt, rows });

test.each<[string, SeriesPoint[], number | null, number[], number[]]>([
  ['nothing', [], null, [], []],
  ['one window', [window(1000)], null, [1000], []],
  [
    'a jitter of one missed window is no gap',
    [1000, 2000, 4000, 5000].map((at) => window(at)),
    null,
    [1000, 2000, 4000, 5000],
    [],
  ],
  [
    'a stretch without windows',
    [1000, 2000, 3000, 9000, 10_000].map((at) => window(at)),
    null,
    [1000, 2000, 3000, 6000, 9000, 10_000],
    [6000],
  ],
  [
    'buckets of 10 s with 1 s windows and an empty stretch',
    [
      bucket(4000, 0, 9000, 10),
      bucket(15_000, 10_000, 19_000, 10),
      bucket(71_000, 70_000, 79_000, 10),
    ],
    10_000,
    [4000, 15_000, 44_500, 71_000],
    [44_500],
  ],
  [
    'windows rarer than the buckets',
    [0, 60_000, 120_000, 400_000].map((at) => window(at)),
    10_000,
    [0, 60_000, 120_000, 260_000, 400_000],
    [260_000],
  ],
])('%s', (_, points, bucketMs, at, gaps) => {
  const series = toSeries(key, points, bucketMs);
  expect(series.at).toEqual(at);
  expect(series.at.filter((_, i) => series.score[i] === null)).toEqual(gaps);
  for (const column of [series.scoreMin, series.threshold, series.latencyUs, ...series.values])
    expect(column).toHaveLength(at.length);
});

test('channels that came and went with a model stand under their names', () => {
  const series = toSeries(
    key,
    [
      window(1000, { channels: ['flow', 'pressure'], values: [1, 2], expected: [3, 4] }),
      window(2000, { channels: ['pressure', 'motor'], values: [5, 6], expected: [7, 8] }),
    ],
    null,
  );
  expect(series.channels).toEqual(['pressure', 'motor', 'flow']);
  expect(series.values).toEqual([
    [2, 5],
    [null, 6],
    [1, null],
  ]);
  expect(series.expected).toEqual([
    [4, 7],
    [null, 8],
    [3, null],
  ]);
});

import type { Series } from '@lookout/shared/protocol/rest';

/** One point of a series: a window, or a bucket of windows shown by its worst. */
export interface SeriesPoint {
  readonly at: number;
  readonly score: number | null;
  readonly scoreMin: number | null;
  readonly threshold: number | null;
  readonly latencyUs: number | null;
  readonly channels: readonly string[];
  readonly values: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  /** First and last window of the point, and how many there are. */
  readonly fromAt: number;
  readonly toAt: number;
  readonly rows: number;
}

/** Of one stream: a jump of so many periods between two windows is a gap. */
const gapPeriods = 2.5;

/**
 * Lays points out as columns. A stretch without windows becomes one point of nulls. Channels are the union
 * over the points, the newest model's first.
 */
export function toSeries(
  key: { readonly device: string; readonly stream: string },
  points: readonly SeriesPoint[],
  bucketMs: number | null,
): Series {
  const channels = [...new Set(points.toReversed().flatMap((point) => point.channels))];
  const rows = withGaps(points, bucketMs);
  const column = <T>(pick: (point: SeriesPoint) => T): (T | null)[] =>
    rows.map((row) => (row.point === null ? null : pick(row.point)));
  const perChannel = (pick: 'values' | 'expected') =>
    channels.map((channel) =>
      column((point) => point[pick][point.channels.indexOf(channel)] ?? null),
    );
  return {
    ...key,
    bucketMs,
    at: rows.map((row) => row.at),
    score: column((point) => point.score),
    scoreMin: column((point) => point.scoreMin),
    threshold: column((point) => point.threshold),
    latencyUs: column((point) => point.latencyUs),
    channels,
    values: perChannel('values'),
    expected: perChannel('expected'),
  };
}

interface Row {
  readonly at: number;
  readonly point: SeriesPoint | null;
}

function withGaps(points: readonly SeriesPoint[], bucketMs: number | null): Row[] {
  const limitMs = Math.max(gapPeriods * periodMs(points), 2 * (bucketMs ?? 0));
  const rows: Row[] = [];
  points.forEach((point, i) => {
    const before = points[i - 1];
    if (before !== undefined && point.fromAt - before.toAt > limitMs)
      rows.push({ at: Math.round((before.toAt + point.fromAt) / 2), point: null });
    rows.push({ at: point.at, point });
  });
  return rows;
}

/** Median distance of windows: within the points where they hold several, else between them. */
function periodMs(points: readonly SeriesPoint[]): number {
  const within = points
    .filter(({ rows }) => rows > 1)
    .map(({ fromAt, toAt, rows }) => (toAt - fromAt) / (rows - 1));
  const between = points.slice(1).map(({ at }, i) => at - (points[i]?.at ?? at));
  const sorted = (within.length > 0 ? within : between).sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}

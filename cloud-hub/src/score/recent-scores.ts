export interface ScorePoint {
  readonly at: number;
  readonly score: number | null;
  readonly threshold: number | null;
}

/** The last minute of one stream. */
export interface RecentScores {
  /** The newest window as it was, scored or not. */
  readonly latest: ScorePoint | null;
  /** Time of the newest window that was scored; null where none is known. */
  readonly scoredAt: number | null;
  /** Oldest first, at most one for every half second. */
  readonly points: readonly ScorePoint[];
}

export const recentMs = 60_000;
/** A sparkline is some 120 px wide: windows of one cell are drawn as their maximum. */
const cellMs = 500;
export const noScores: RecentScores = { latest: null, scoredAt: null, points: [] };

/**
 * The last minute after `points` came. Replays fill in what is missing. Live windows far before the last
 * one mean that the device's clock was set back: the minute begins anew with them.
 */
export function withRecent(
  recent: RecentScores,
  points: readonly ScorePoint[],
  replayed: boolean,
): RecentScores {
  const newest = newestOf(points);
  const known = recent.latest;
  if (newest === null) return recent;
  const setBack = !replayed && known !== null && newest.at <= known.at - recentMs;
  const kept = setBack ? [] : recent.points;
  const latest = known === null || setBack || newest.at > known.at ? newest : known;
  const from = latest.at - recentMs;
  const minute = [...kept, ...points].filter(({ at }) => at > from);
  const scored = newestOf(points.filter(({ score }) => score !== null))?.at ?? null;
  return {
    latest,
    scoredAt: highest(setBack ? null : recent.scoredAt, scored),
    points: thin(minute.sort((a, b) => a.at - b.at)),
  };
}

/** Of each cell the newest time and the highest score, so that no spike is lost. */
function thin(sorted: readonly ScorePoint[]): ScorePoint[] {
  const cells: ScorePoint[] = [];
  for (const point of sorted) {
    const last = cells.at(-1);
    if (last === undefined || Math.floor(last.at / cellMs) !== Math.floor(point.at / cellMs))
      cells.push(point);
    else cells[cells.length - 1] = { ...point, score: highest(last.score, point.score) };
  }
  return cells;
}

const newestOf = (points: readonly ScorePoint[]): ScorePoint | null =>
  points.reduce<ScorePoint | null>((a, b) => (a === null || b.at > a.at ? b : a), null);

const highest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.max(a, b);

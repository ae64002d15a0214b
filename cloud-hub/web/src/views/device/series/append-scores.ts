import type { LiveScores } from '@lookout/shared/protocol/live';
import type { Series } from '@lookout/shared/protocol/rest';

type Column = readonly (number | null)[];

/** A silence of more periods than this is drawn as a gap. */
const gapPeriods = 3;

export interface Appended {
  readonly series: Series;
  /** Rows from before the end: they belong somewhere inside, so the stretch must be fetched again. */
  readonly late: boolean;
}

/**
 * New windows at the end of a raw series, old ones off its start.
 *
 * @param keepFrom ms UTC; earlier rows are dropped.
 * @param periodMs of the stream; null when unknown, and then nothing counts as a gap.
 */
export function appendScores(
  series: Series,
  live: LiveScores,
  keepFrom: number,
  periodMs: number | null,
): Appended {
  const end = series.at.at(-1) ?? Number.NEGATIVE_INFINITY;
  const fresh = live.at.findIndex((at) => at > end);
  const late = live.at.some((at) => at < end && at >= keepFrom && !series.at.includes(at));
  if (fresh === -1) return { series, late };

  const first = live.at[fresh] ?? end;
  const gap = periodMs !== null && first - end > gapPeriods * periodMs && series.at.length > 0;
  const start = series.at.findIndex((at) => at >= keepFrom);
  const from = start === -1 ? series.at.length : start;
  const join = (old: Column, next: Column | undefined): (number | null)[] => [
    ...old.slice(from),
    ...(gap ? [null] : []),
    ...live.at.slice(fresh).map((_, i) => next?.[fresh + i] ?? null),
  ];
  const columnOf = (name: string, of: LiveScores['values']) => of[live.channels.indexOf(name)];
  return {
    late,
    series: {
      ...series,
      at: [...series.at.slice(from), ...(gap ? [end + 1] : []), ...live.at.slice(fresh)],
      score: join(series.score, live.score),
      scoreMin: join(series.scoreMin, live.score),
      threshold: join(series.threshold, live.threshold),
      latencyUs: join(series.latencyUs, live.latencyUs),
      values: series.channels.map((name, c) =>
        join(series.values[c] ?? [], columnOf(name, live.values)),
      ),
      expected: series.channels.map((name, c) =>
        join(series.expected[c] ?? [], columnOf(name, live.expected)),
      ),
    },
  };
}

/** Before the first row came, a stream's history has no channels: they are taken from the first live row. */
export function withChannels(series: Series, live: LiveScores): Series {
  if (series.at.length > 0 || series.channels.length > 0) return series;
  const empty = () => live.channels.map((): (number | null)[] => []);
  return { ...series, channels: [...live.channels], values: empty(), expected: empty() };
}

import type { LiveScores, RoomPosition } from '@lookout/shared/protocol/live';
import type { Series } from '@lookout/shared/protocol/rest';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useLive } from '../../../api/live-context.tsx';
import { fetchSeries } from '../../../api/queries.ts';
import { nextStep } from '../../../api/room-sync.ts';
import { boundsOf, type Range } from '../range.ts';
import { appendScores, withChannels } from './append-scores.ts';

/** Raw rows as far as they go in the live range, then about one point per pixel. */
const livePoints = 5_000;
const spanPoints = 900;
/** Live rows that may come while a stretch is under way. */
const keepLiveMs = 30_000;
const refetchLateAfterMs = 2_000;

export interface SeriesSource {
  readonly device: string;
  readonly stream: string;
  readonly periodMs: number | null;
  readonly range: Range;
}

/** The rows of a range; a moving range goes on with what the socket brings. */
export function useSeries({ device, stream, periodMs, range }: SeriesSource) {
  const client = useLive();
  const queries = useQueryClient();
  const recent = useRef<LiveScores[]>([]);
  const late = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = ['series', device, stream, range] as const;
  const moving = range.kind === 'moving';
  const points = moving && range.name === 'live' ? livePoints : spanPoints;

  const extended = (series: Series, live: LiveScores): Series => {
    if (!moving || series.bucketMs !== null || live.stream !== stream) return series;
    const { from } = boundsOf(range, client.now());
    const appended = appendScores(withChannels(series, live), live, from, periodMs);
    if (appended.late) refetchSoon();
    return appended.series;
  };
  const refetchSoon = () => {
    late.current ??= setTimeout(() => {
      late.current = undefined;
      void queries.invalidateQueries({ queryKey: key });
    }, refetchLateAfterMs);
  };
  const onScores = useEffectEvent((scores: readonly LiveScores[]) => {
    const now = client.now();
    recent.current = [...recent.current, ...scores].filter(
      (live) => (live.at.at(-1) ?? 0) > now - keepLiveMs,
    );
    queries.setQueryData<Series>(key, (held) => held && scores.reduce(extended, held));
  });
  const onMissed = useEffectEvent(() => void queries.invalidateQueries({ queryKey: key }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: another stream's live rows are not this one's
  useEffect(() => {
    recent.current = [];
    let held: RoomPosition | null = null;
    const stop = client.listen(`device:${device}`, {
      joined: (position) => {
        if (held !== null && nextStep(held, position) !== 'ignore') onMissed();
        held = position;
      },
      updated: (update) => {
        if (held !== null && nextStep(held, update) === 'refetch') onMissed();
        held = update;
        if (update.scores !== undefined) onScores(update.scores);
      },
      lost: () => {},
    });
    return () => {
      stop();
      clearTimeout(late.current);
      late.current = undefined;
    };
  }, [client, device, stream]);

  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const { from, to } = boundsOf(range, client.now());
      const series = await fetchSeries({ device, stream, from, to, points }, signal);
      return recent.current.reduce(extended, series);
    },
    placeholderData: (held, query) =>
      query?.queryKey[1] === device && query.queryKey[2] === stream
        ? keepPreviousData(held)
        : undefined,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnMount: 'always',
    refetchInterval: ({ state }) => {
      const bucketMs = state.data?.bucketMs ?? null;
      return moving && bucketMs !== null ? Math.max(5_000, bucketMs) : false;
    },
  });
}

import type { LiveScores } from '@lookout/shared/protocol/live';
import type { Series } from '@lookout/shared/protocol/rest';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useLive } from '../../../api/live-context.tsx';
import { fetchSeries } from '../../../api/queries.ts';
import { boundsOf, type Range } from '../range.ts';
import { appendScores, withChannels } from './append-scores.ts';
import { useDeviceScores } from './use-device-scores.ts';

/** Raw rows as far as they go in the live range, then about one point per pixel. */
const livePoints = 5_000;
const spanPoints = 900;
/** Live rows that may come while a stretch is under way. */
const keepLiveMs = 30_000;
const refetchLateAfterMs = 2_000;
const refetchBucketsMs = 5_000;

export interface SeriesSource {
  readonly device: string;
  readonly stream: string;
  readonly periodMs: number | null;
  readonly range: Range;
}

/** The rows of a range; a moving range goes on with what the socket brings. One use per mounted stream. */
export function useSeries({ device, stream, periodMs, range }: SeriesSource) {
  const client = useLive();
  const queries = useQueryClient();
  const recent = useRef<LiveScores[]>([]);
  const key = ['series', device, stream, range] as const;
  const moving = range.kind === 'moving';
  const points = moving && range.name === 'live' ? livePoints : spanPoints;
  const refetch = () => void queries.invalidateQueries({ queryKey: key });
  const refetchSoon = useOnceSoon(refetch, refetchLateAfterMs);

  const extended = (series: Series, live: LiveScores): Series => {
    if (!moving || series.bucketMs !== null) return series;
    const { from } = boundsOf(range, client.now());
    const appended = appendScores(withChannels(series, live), live, from, periodMs);
    if (appended.late) refetchSoon();
    return appended.series;
  };
  useDeviceScores(device, {
    onMissed: refetch,
    onScores: (scores) => {
      const ours = scores.filter((live) => live.stream === stream);
      const oldest = client.now() - keepLiveMs;
      recent.current = [...recent.current, ...ours].filter(({ at }) => (at.at(-1) ?? 0) > oldest);
      queries.setQueryData<Series>(key, (held) => held && ours.reduce(extended, held));
    },
  });

  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const { from, to } = boundsOf(range, client.now());
      const series = await fetchSeries({ device, stream, from, to, points }, signal);
      return recent.current.reduce(extended, series);
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    structuralSharing: false,
    refetchInterval: ({ state }) => {
      const bucketMs = state.data?.bucketMs ?? null;
      return moving && bucketMs !== null ? Math.max(refetchBucketsMs, bucketMs) : false;
    },
  });
}

/** Runs once, a while after it was first wished for. */
function useOnceSoon(run: () => void, afterMs: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [],
  );
  return () => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      run();
    }, afterMs);
  };
}

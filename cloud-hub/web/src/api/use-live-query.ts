import type { RoomName, RoomPosition, RoomUpdate } from '@lookout/shared/protocol/live';
import { type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useEffectEvent, useMemo, useRef } from 'react';
import { useLive } from './live-context.tsx';
import { RoomSync } from './room-sync.ts';

/** Where REST and socket are served by different hubs, their epochs never agree: poll, do not storm. */
const refetchAtMostEveryMs = 1_000;

export interface LiveQuery<Snapshot extends RoomPosition> {
  readonly room: RoomName;
  readonly key: QueryKey;
  readonly fetch: (signal: AbortSignal) => Promise<Snapshot>;
  /** A function of the module, not of the render: a new one begins the room anew. */
  readonly apply: (snapshot: Snapshot, update: RoomUpdate) => Snapshot;
  /** Every update as it comes, whatever becomes of it. */
  readonly onUpdate?: (update: RoomUpdate) => void;
}

/** A REST snapshot kept live by its room. One use per key: each use follows the room by itself. */
export function useLiveQuery<Snapshot extends RoomPosition>(live: LiveQuery<Snapshot>) {
  const { room, apply } = live;
  const client = useLive();
  const queries = useQueryClient();
  const key = useStable(live.key);
  const sync = useMemo(() => new RoomSync<Snapshot>(apply), [apply]);
  const refetch = useRefetch(key);
  const onUpdate = useEffectEvent((update: RoomUpdate) => live.onUpdate?.(update));

  useEffect(() => {
    const held = () => queries.getQueryData<Snapshot>(key);
    return client.listen(room, {
      joined: (position) => {
        if (sync.joined(position, held()) === 'refetch') refetch();
      },
      updated: (update) => {
        onUpdate(update);
        const fetching = queries.isFetching({ queryKey: key, exact: true }) > 0;
        const next = sync.received(update, held(), fetching);
        if (next === 'refetch') refetch();
        else if (next !== 'ignore') queries.setQueryData(key, next);
      },
      lost: () => sync.lost(),
    });
  }, [client, queries, room, key, sync, refetch]);

  return useQuery({
    queryKey: key,
    queryFn: async ({ signal }) => {
      const { snapshot, behind } = sync.fetched(await live.fetch(signal));
      if (behind) refetch();
      return snapshot;
    },
    staleTime: Number.POSITIVE_INFINITY,
    // Nobody follows the room once the screen is left: what was held would come back as the past.
    gcTime: 0,
    // What an update leaves alone stays the same object already; comparing it all again is dear.
    structuralSharing: false,
  });
}

/** The same array for as long as its content is the same. */
function useStable(key: QueryKey): QueryKey {
  const held = useRef(key);
  if (JSON.stringify(held.current) !== JSON.stringify(key)) held.current = key;
  return held.current;
}

function useRefetch(key: QueryKey): () => void {
  const queries = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const lastAtMs = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    clearTimeout(timer.current);
    const waitMs = Math.max(0, lastAtMs.current + refetchAtMostEveryMs - performance.now());
    timer.current = setTimeout(() => {
      lastAtMs.current = performance.now();
      void queries.invalidateQueries({ queryKey: key, exact: true });
    }, waitMs);
  }, [queries, key]);
}

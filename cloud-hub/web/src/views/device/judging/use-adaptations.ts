import type { Adaptation } from '@lookout/shared/protocol/adaptations';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { applyToAdaptations, newestFirst } from '../../../api/apply-update.ts';
import { fetchAdaptations } from '../../../api/queries.ts';
import { useLiveQuery } from '../../../api/use-live-query.ts';

const firstPage = 20;
const furtherPages = 100;

export interface Adaptations {
  /** Undefined until the first page is there. */
  readonly list: readonly Adaptation[] | undefined;
  readonly error: Error | null;
  /** The hub has older ones. */
  readonly more: boolean;
  readonly loading: boolean;
  readonly loadOlder: () => void;
}

/** What moved the judge of a stream, the newest first: kept live, with older pages on demand. */
export function useAdaptations(device: string, stream: string): Adaptations {
  const apply = useMemo(() => applyToAdaptations(stream), [stream]);
  const page = useLiveQuery({
    room: `device:${device}`,
    key: ['adaptations', device, stream],
    fetch: (signal) => fetchAdaptations({ device, stream }, { limit: firstPage }, signal),
    apply,
  });
  const first = page.data?.next ?? null;
  // A first page that was fetched anew may end elsewhere: what follows it is asked for anew, too.
  const [wanted, setWanted] = useState<string | null>(null);
  const cursor = wanted === first ? wanted : null;
  const older = useInfiniteQuery({
    queryKey: ['older adaptations', device, stream, cursor],
    queryFn: ({ pageParam, signal }) =>
      fetchAdaptations({ device, stream }, { limit: furtherPages, cursor: pageParam }, signal),
    initialPageParam: cursor ?? '',
    getNextPageParam: ({ next }) => next,
    enabled: cursor !== null,
  });
  const list = useMemo(() => {
    const further = older.data?.pages.flatMap(({ adaptations }) => adaptations) ?? [];
    return page.data && newestFirst([...page.data.adaptations, ...further]);
  }, [page.data, older.data]);
  return {
    list,
    error: page.error,
    more: cursor === null ? first !== null : older.hasNextPage,
    loading: older.isFetching,
    loadOlder: () => {
      if (cursor === null) setWanted(first);
      else void older.fetchNextPage();
    },
  };
}

import type { Alert } from '@lookout/shared/protocol/rest';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { AlertFilter } from '../../api/apply-update.ts';
import { fetchAlerts } from '../../api/queries.ts';
import classes from './alerts.module.css';

const pageSize = 200;

export interface OlderPages {
  readonly alerts: readonly Alert[];
  readonly more: boolean;
  readonly loading: boolean;
  readonly load: () => void;
}

/**
 * Pages after the first, which are fetched on demand and do not move.
 * @param first where the second page begins; null when there is none.
 */
export function useOlderAlerts(filter: AlertFilter, first: string | null): OlderPages {
  const [wanted, setWanted] = useState<{ filter: AlertFilter; cursor: string } | null>(null);
  const cursor = wanted?.filter === filter ? wanted.cursor : null;
  const pages = useInfiniteQuery({
    queryKey: ['older alerts', filter, cursor],
    queryFn: ({ pageParam, signal }) =>
      fetchAlerts({ ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: cursor ?? '',
    getNextPageParam: (page) => page.next,
    enabled: cursor !== null,
  });
  return {
    alerts: pages.data?.pages.flatMap((page) => page.alerts) ?? [],
    more: cursor === null ? first !== null : pages.hasNextPage,
    loading: pages.isFetching,
    load: () => {
      if (cursor !== null) void pages.fetchNextPage();
      else if (first !== null) setWanted({ filter, cursor: first });
    },
  };
}

export function OlderAlerts({ older }: { readonly older: OlderPages }) {
  if (!older.more && !older.loading) return null;
  return (
    <div className={classes.older}>
      <Button variant="default" size="xs" onClick={older.load} loading={older.loading}>
        Show older alerts
      </Button>
    </div>
  );
}

import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type AlertFilter, applyToAlerts } from '../../api/apply-update.ts';
import { fetchAlerts } from '../../api/queries.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';
import { alertRows, flatRows } from './alert-rows.ts';
import { useOlderAlerts } from './older-alerts.tsx';

const pageSize = 500;

/**
 * The alerts of a filter as rows, kept live, with what is opened in them.
 * @param openId the alert in the side panel, which is told of its changes.
 */
export function useAlertRows(filter: AlertFilter, openId: string | null) {
  const queries = useQueryClient();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const apply = useMemo(() => applyToAlerts(filter), [filter]);
  const page = useLiveQuery({
    room: 'alerts',
    key: ['alerts', filter],
    fetch: (signal) => fetchAlerts({ ...filter, limit: pageSize }, signal),
    apply,
    onUpdate: (update) => {
      if (update.alerts?.some((alert) => alert.id === openId))
        void queries.invalidateQueries({ queryKey: ['alert', openId] });
    },
  });
  const older = useOlderAlerts(filter, page.data?.next ?? null);
  const rows = useMemo(() => {
    const alerts = [...(page.data?.alerts ?? []), ...older.alerts];
    return filter.state === 'open' ? alertRows(alerts, expanded) : flatRows(alerts);
  }, [page.data, older.alerts, filter.state, expanded]);
  const toggle = (id: string) => {
    const next = new Set(expanded);
    if (!next.delete(id)) next.add(id);
    setExpanded(next);
  };
  return {
    rows,
    older,
    expanded,
    toggle,
    known: page.data !== undefined,
    total: page.data?.total ?? null,
    error: page.data === undefined ? (page.error ?? page.failureReason) : null,
  };
}

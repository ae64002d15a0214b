import type { Alert } from '@lookout/shared/protocol/rest';
import { useMemo } from 'react';
import { type AlertFilter, applyToAlerts } from '../../api/apply-update.ts';
import { fetchAlerts } from '../../api/queries.ts';
import { useLiveQuery } from '../../api/use-live-query.ts';

const none: readonly Alert[] = [];

/** The stream's alerts, open and closed, the latest two hundred. */
export function useStreamAlerts(device: string, stream: string): readonly Alert[] {
  const filter = useMemo(
    (): AlertFilter => ({ state: 'all', shelved: 'show', device, stream }),
    [device, stream],
  );
  const apply = useMemo(() => applyToAlerts(filter), [filter]);
  const page = useLiveQuery({
    room: 'alerts',
    key: ['alerts', filter, 'stream'],
    fetch: (signal) => fetchAlerts({ ...filter, limit: 200 }, signal),
    apply,
  });
  return page.data?.alerts ?? none;
}

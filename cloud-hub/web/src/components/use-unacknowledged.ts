import type { AlertPriority } from '@lookout/shared/protocol/records';
import type { Alert } from '@lookout/shared/protocol/rest';
import { applyToAlerts } from '../api/apply-update.ts';
import { fetchAlerts } from '../api/queries.ts';
import { useLiveQuery } from '../api/use-live-query.ts';

export interface Unacknowledged {
  readonly count: number;
  readonly worst: AlertPriority | null;
  readonly latest: Alert | null;
}

const filter = { state: 'open', shelved: 'hide' } as const;
const apply = applyToAlerts(filter);
const order: readonly AlertPriority[] = ['high', 'medium', 'low'];

/** Open alerts that nobody has acknowledged or shelved, for the navigation of every screen. */
export function useUnacknowledged(): Unacknowledged {
  const page = useLiveQuery({
    room: 'alerts',
    key: ['alerts', 'navigation'],
    fetch: (signal) => fetchAlerts({ ...filter, limit: 500 }, signal),
    apply,
  });
  const alerts = (page.data?.alerts ?? []).filter((alert) => alert.acknowledgedAt === null);
  return {
    count: alerts.length,
    worst: order.find((priority) => alerts.some((alert) => alert.priority === priority)) ?? null,
    latest: alerts.reduce<Alert | null>(
      (latest, alert) => (latest === null || alert.receivedAt > latest.receivedAt ? alert : latest),
      null,
    ),
  };
}

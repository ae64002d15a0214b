import type { AlertPriority } from '@lookout/shared/protocol/records';
import type { Alert } from '@lookout/shared/protocol/rest';

export const priorities: readonly AlertPriority[] = ['high', 'medium', 'low'];

export function isAcknowledged(alert: Alert): boolean {
  return alert.state === 'acknowledgedActive' || alert.state === 'normal';
}

/**
 * What to deal with first: unacknowledged, then priority, then the newest, as the hub orders its pages.
 * Shelved ones stand last, since someone has said that they can wait.
 */
export function compareAlerts(a: Alert, b: Alert): number {
  return (
    Number(a.shelvedUntil !== null) - Number(b.shelvedUntil !== null) ||
    Number(isAcknowledged(a)) - Number(isAcknowledged(b)) ||
    comparePriority(a, b) ||
    compareNewest(a, b)
  );
}

export function comparePriority(a: Alert, b: Alert): number {
  return priorities.indexOf(a.priority) - priorities.indexOf(b.priority);
}

/** By the time raised, then by id, so that equal times keep one order. */
export function compareNewest(a: Alert, b: Alert): number {
  return b.raisedAt - a.raisedAt || a.id.localeCompare(b.id);
}

import type { Alert } from '@lookout/shared/protocol/rest';

/** Where an alert stands, in a word or two; what someone did about it comes first. */
export function stateText(alert: Alert): string {
  const parts = [stateWord(alert)];
  if (alert.chattering) parts.push('chattering');
  if (alert.replayed) parts.push('arrived late');
  return parts.join(' · ');
}

function stateWord(alert: Alert): string {
  if (alert.shelvedUntil !== null) return `shelved by ${alert.shelvedBy ?? 'someone'}`;
  switch (alert.state) {
    case 'unacknowledgedActive':
      return 'active';
    case 'unacknowledgedReturned':
      return 'returned';
    case 'acknowledgedActive':
      return `active, seen by ${alert.acknowledgedBy ?? 'someone'}`;
    case 'normal':
      return 'closed';
  }
}

/** "fp32 · a3f5c1d2": the variant and the head of the bundle's digest. */
export function modelText(alert: Pick<Alert, 'variant' | 'modelDigest'>): string {
  const parts = [alert.variant, alert.modelDigest?.slice(0, 8)];
  return parts.filter((part) => part !== null && part !== undefined).join(' · ');
}

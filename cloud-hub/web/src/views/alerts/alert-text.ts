import type { Alert, AlertHistoryEntry } from '@lookout/shared/protocol/rest';

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
      return endWord(alert);
    case 'acknowledgedActive':
      return `active, seen by ${alert.acknowledgedBy ?? 'someone'}`;
    case 'normal':
      return alert.clearReason === 'reset' ? endWord(alert) : 'closed';
  }
}

/** Why it ended, as the device said. */
function endWord({ clearReason, resetBy }: Alert): string {
  switch (clearReason) {
    case 'reset':
      return resetBy === null ? 'reset' : `reset by ${resetBy}`;
    case 'stopped':
      return 'ended with the agent';
    case 'sensorFault':
      return 'ended by a sensor fault';
    default:
      return 'returned';
  }
}

/** Why the device ended it, in words; what people wrote stays as it is. */
export function historyText({ what, text }: Pick<AlertHistoryEntry, 'what' | 'text'>): string {
  return (what === 'cleared' ? reasons[text ?? ''] : undefined) ?? text ?? '';
}

const reasons: Readonly<Record<string, string>> = {
  returned: 'back to normal',
  reset: 'reset, “this is the new normal”',
  stopped: 'the agent stopped',
  sensorFault: 'a sensor cannot be believed',
};

/** "fp32 · a3f5c1d2": the variant and the head of the bundle's digest. */
export function modelText(alert: Pick<Alert, 'variant' | 'modelDigest'>): string {
  const parts = [alert.variant, alert.modelDigest?.slice(0, 8)];
  return parts.filter((part) => part !== null && part !== undefined).join(' · ');
}

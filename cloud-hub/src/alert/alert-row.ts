import type { AlertPriority } from '@lookout/shared/protocol/records';
import type { AlarmState, Alert } from '@lookout/shared/protocol/rest';
import type { AlertFold } from './alert-fold.ts';

/** An alert as it is stored. */
export interface AlertRow {
  readonly device: string;
  readonly id: string;
  readonly site: string;
  readonly area: string | null;
  readonly state: AlarmState;
  readonly fold: AlertFold;
  readonly receivedAt: number;
  readonly acknowledgedAt: number | null;
  readonly acknowledgedBy: string | null;
  readonly note: string | null;
  /** Who last asked for the asset's reset while this alert stood. */
  readonly resetBy: string | null;
  readonly shelvedUntil: number | null;
  readonly shelvedBy: string | null;
  readonly shelveReason: string | null;
  readonly chattering: boolean;
}

const priorities: readonly AlertPriority[] = ['high', 'medium', 'low'];
export const priorityRank = (priority: AlertPriority): number => priorities.indexOf(priority);
export const priorityOfRank = (rank: number): AlertPriority => priorities[rank] ?? 'low';

/** What a shelf covers besides the asset: one channel's faults, or the anomalies of the asset. */
export const subjectOf = (fold: AlertFold): string =>
  fold.kind === 'sensorFault' ? (fold.evidence.channels[0]?.channel ?? '') : '';

export function presentAlert(row: AlertRow): Alert {
  const { fold } = row;
  return {
    id: row.id,
    kind: fold.kind,
    site: row.site,
    device: row.device,
    stream: fold.stream,
    area: row.area,
    priority: fold.evidence.priority,
    state: row.state,
    what: fold.evidence.what,
    since: fold.origin.since,
    raisedAt: fold.origin.at,
    receivedAt: row.receivedAt,
    clearedAt: fold.returned?.at ?? null,
    clearReason: fold.returned?.reason ?? null,
    resetBy: fold.returned?.reason === 'reset' ? row.resetBy : null,
    replayed: fold.origin.replayed,
    score: fold.latest.score,
    peakScore: fold.peakScore,
    threshold: fold.latest.threshold,
    channels: fold.evidence.channels,
    modelDigest: fold.latest.modelDigest,
    variant: fold.latest.variant,
    acknowledgedAt: row.acknowledgedAt,
    acknowledgedBy: row.acknowledgedBy,
    note: row.note,
    shelvedUntil: row.shelvedUntil,
    shelvedBy: row.shelvedBy,
    shelveReason: row.shelveReason,
    chattering: row.chattering,
  };
}

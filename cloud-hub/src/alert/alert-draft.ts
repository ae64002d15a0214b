import type { AlarmState } from '@lookout/shared/protocol/rest';
import { nextAlarmState } from './alarm-state.ts';
import type { AlertKey } from './alert.events.ts';
import { type AlertFold, foldOf, joinFolds } from './alert-fold.ts';
import type { AlertRecord } from './alert-record.ts';

/** One new record of an alert, with what the hub knows of its device. */
export interface AlertInput {
  readonly device: string;
  readonly site: string;
  readonly area: string | null;
  readonly receivedAt: number;
  readonly record: AlertRecord;
}

/** What the records of one batch say of one alert, or of the alert as it was with them. */
export interface AlertDraft extends AlertKey {
  readonly site: string;
  readonly area: string | null;
  /** When the hub first heard of it. */
  readonly receivedAt: number;
  readonly state: AlarmState;
  readonly fold: AlertFold;
}

/** One draft per alert, in the order in which every transaction locks alerts. */
export function draftsOf(inputs: readonly AlertInput[]): AlertDraft[] {
  const drafts = new Map<string, AlertDraft>();
  for (const { record, ...known } of inputs) {
    const fold = foldOf(record);
    const draft = { ...known, id: record.alertId, state: stateOf(null, fold), fold };
    const before = drafts.get(keyOf(draft));
    drafts.set(keyOf(draft), before ? joinDrafts(before, draft) : draft);
  }
  return [...drafts.values()].sort(byKey);
}

/** `before` with what `now` adds; what people did to it stands in its state. */
export function joinDrafts(before: AlertDraft, now: AlertDraft): AlertDraft {
  const fold = joinFolds(before.fold, now.fold);
  return {
    ...before,
    area: before.area ?? now.area,
    receivedAt: Math.min(before.receivedAt, now.receivedAt),
    state: stateOf(before.state, fold),
    fold,
  };
}

function stateOf(before: AlarmState | null, fold: AlertFold): AlarmState {
  const raised = nextAlarmState(before, 'raised');
  return fold.returned === null ? raised : nextAlarmState(raised, 'returned');
}

export const keyOf = ({ device, id }: AlertKey): string => `${device}/${id}`;

const byKey = (a: AlertKey, b: AlertKey): number =>
  compareText(a.device, b.device) || compareText(a.id, b.id);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

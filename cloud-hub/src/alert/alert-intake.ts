import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import type { ChangedAlert } from './alert.events.ts';
import { type AlertDraft, type AlertInput, draftsOf, joinDrafts, keyOf } from './alert-draft.ts';
import {
  AlertIntakeRepository,
  type AssetSpan,
  type ChangedStretch,
} from './alert-intake.repository.ts';
import { chatteringKeys } from './chattering.ts';

/** Brings new records into the alerts, within the transaction that stores the records. */
@Injectable()
export class AlertIntake {
  constructor(private readonly alerts: AlertIntakeRepository) {}

  /** The alerts that changed; tell the world after the commit. */
  async apply(tx: Transaction, inputs: readonly AlertInput[]): Promise<ChangedAlert[]> {
    if (inputs.length === 0) return [];
    const drafts = draftsOf(inputs);
    const inserted = await this.alerts.insertNew(tx, drafts);
    const known = drafts.filter((draft) => !inserted.has(keyOf(draft)));
    if (known.length > 0) await this.join(tx, known);
    const changed = new Map(drafts.map((draft) => [keyOf(draft), changedOf(draft)]));
    for (const alert of await this.markChattering(tx, inputs)) changed.set(keyOf(alert), alert);
    return [...changed.values()];
  }

  private async join(tx: Transaction, drafts: readonly AlertDraft[]): Promise<void> {
    const now = new Map(drafts.map((draft) => [keyOf(draft), draft]));
    const stored = await this.alerts.lock(tx, drafts);
    const joined = stored.map((before) => {
      const draft = now.get(keyOf(before));
      return draft === undefined ? before : joinDrafts(before, draft);
    });
    await this.alerts.update(tx, joined);
  }

  private async markChattering(
    tx: Transaction,
    inputs: readonly AlertInput[],
  ): Promise<ChangedAlert[]> {
    const stretches = stretchesOf(inputs);
    if (stretches.length === 0) return [];
    const spans = new Map<string, AssetSpan>();
    for (const span of await this.alerts.spansNear(tx, stretches)) spans.set(span.key, span);
    const assets = Map.groupBy(spans.values(), assetOf);
    const keys = new Set([...assets.values()].flatMap((group) => [...chatteringKeys(group)]));
    const fresh = [...spans.values()].filter((s) => !s.chattering && keys.has(s.key));
    if (fresh.length > 0) await this.alerts.markChattering(tx, fresh);
    return fresh.map(({ device, id, stream }) => ({ device, id, stream }));
  }
}

/** Per asset and kind, from its first to its last transition among the inputs. */
function stretchesOf(inputs: readonly AlertInput[]): ChangedStretch[] {
  const stretches = new Map<string, ChangedStretch>();
  for (const { device, record } of inputs) {
    if (record.role === 'updated') continue;
    const { stream, kind, at } = record;
    const before = stretches.get(assetOf({ device, stream, kind }));
    stretches.set(assetOf({ device, stream, kind }), {
      device,
      stream,
      kind,
      from: Math.min(before?.from ?? at, at),
      to: Math.max(before?.to ?? at, at),
    });
  }
  return [...stretches.values()];
}

const assetOf = (of: { device: string; stream: string; kind: string }): string =>
  `${of.device}/${of.stream}/${of.kind}`;

const changedOf = ({ device, id, fold }: AlertDraft): ChangedAlert => ({
  device,
  id,
  stream: fold.stream,
});

import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import type { AlertKey } from './alert.events.ts';
import { type AlertDraft, keyOf } from './alert-draft.ts';
import { isRaiseKnown } from './alert-fold.ts';
import { priorityRank, subjectOf } from './alert-row.ts';
import { type AlertSpan, chatterWindowMs } from './chattering.ts';

/** One asset and kind, and the stretch of time in which its alerts changed. */
export interface ChangedStretch {
  readonly device: string;
  readonly stream: string;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

export interface AssetSpan extends AlertSpan {
  readonly device: string;
  readonly id: string;
  readonly stream: string;
  readonly kind: string;
  readonly chattering: boolean;
}

/** The ingest path: thousands of alerts in one statement, always within the ingest's transaction. */
@Injectable()
export class AlertIntakeRepository {
  /** Inserts those that are new and returns their keys. A standing shelf of the same subject covers them. */
  async insertNew(tx: Transaction, drafts: readonly AlertDraft[]): Promise<Set<string>> {
    const { rows } = await tx.query<AlertKey>(insertSql, columnsOf(drafts));
    return new Set(rows.map(keyOf));
  }

  /** Locks the alerts until the transaction ends; `drafts` must be in the order of their keys. */
  async lock(tx: Transaction, keys: readonly AlertKey[]): Promise<AlertDraft[]> {
    const { rows } = await tx.query<AlertDraft>(
      `SELECT device, id, site, area, received_at AS "receivedAt", state, fold
       FROM alerts WHERE (device, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
       ORDER BY device COLLATE "C", id FOR UPDATE`,
      [keys.map(({ device }) => device), keys.map(({ id }) => id)],
    );
    return rows;
  }

  async update(tx: Transaction, drafts: readonly AlertDraft[]): Promise<void> {
    await tx.query(updateSql, columnsOf(drafts));
  }

  /** Alerts of the assets that were raised or returned within a chatter window of the stretches. */
  async spansNear(tx: Transaction, stretches: readonly ChangedStretch[]): Promise<AssetSpan[]> {
    const { rows } = await tx.query<AssetSpan>(spansSql, [
      stretches.map(({ device }) => device),
      stretches.map(({ stream }) => stream),
      stretches.map(({ kind }) => kind),
      stretches.map(({ from }) => from - chatterWindowMs),
      stretches.map(({ to }) => to + chatterWindowMs),
    ]);
    return rows.map((row) => ({ ...row, key: keyOf(row) }));
  }

  async markChattering(tx: Transaction, keys: readonly AlertKey[]): Promise<void> {
    await tx.query(
      `UPDATE alerts SET chattering = true
       WHERE (device, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))`,
      [keys.map(({ device }) => device), keys.map(({ id }) => id)],
    );
  }
}

const columns: readonly [name: string, type: string, of: (draft: AlertDraft) => unknown][] = [
  ['device', 'text', (d) => d.device],
  ['id', 'uuid', (d) => d.id],
  ['site', 'text', (d) => d.site],
  ['area', 'text', (d) => d.area],
  ['received_at', 'bigint', (d) => d.receivedAt],
  ['stream', 'text', (d) => d.fold.stream],
  ['kind', 'text', (d) => d.fold.kind],
  ['subject', 'text', (d) => subjectOf(d.fold)],
  ['priority', 'smallint', (d) => priorityRank(d.fold.evidence.priority)],
  ['state', 'text', (d) => d.state],
  ['what', 'text', (d) => d.fold.evidence.what],
  ['fold', 'jsonb', (d) => JSON.stringify(d.fold)],
  ['raised_at', 'bigint', (d) => d.fold.origin.at],
  ['raise_known', 'boolean', (d) => isRaiseKnown(d.fold)],
  ['returned_at', 'bigint', (d) => d.fold.returned?.at ?? null],
];
const names = columns.map(([name]) => name);
const unnested = `unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')})
  AS new (${names.join(', ')})`;
const columnsOf = (drafts: readonly AlertDraft[]): unknown[][] =>
  columns.map(([, , of]) => drafts.map(of));

const insertSql = `
  INSERT INTO alerts (${names.join(', ')}, shelved_until, shelved_by, shelve_reason)
  SELECT ${names.map((name) => `new.${name}`).join(', ')},
    shelf.shelved_until, shelf.shelved_by, shelf.shelve_reason
  FROM ${unnested}
  LEFT JOIN LATERAL (
    SELECT shelved_until, shelved_by, shelve_reason FROM alerts old
    WHERE (old.device, old.stream, old.kind, old.subject)
        = (new.device, new.stream, new.kind, new.subject)
      AND old.shelved_until > new.received_at
    ORDER BY old.shelved_until DESC LIMIT 1
  ) shelf ON true
  ON CONFLICT (device, id) DO NOTHING
  RETURNING device, id`;

const updateSql = `
  UPDATE alerts SET ${names
    .filter((name) => name !== 'device' && name !== 'id' && name !== 'site')
    .map((name) => `${name} = new.${name}`)
    .join(', ')}
  FROM ${unnested}
  WHERE (alerts.device, alerts.id) = (new.device, new.id)`;

const spansSql = `
  SELECT a.device, a.id, a.stream, a.kind, a.chattering,
    CASE WHEN a.raise_known THEN a.raised_at END AS "raisedAt", a.returned_at AS "clearedAt"
  FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[])
    AS near (device, stream, kind, low, high)
  JOIN alerts a ON (a.device, a.stream, a.kind) = (near.device, near.stream, near.kind)
    AND (a.raised_at BETWEEN near.low AND near.high OR a.returned_at BETWEEN near.low AND near.high)`;

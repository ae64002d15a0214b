import type { AssetKey } from '@lookout/shared/protocol/names';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { type AlarmEvent, nextAlarmState } from './alarm-state.ts';
import type { AlertKey, ChangedAlert } from './alert.events.ts';
import { alertColumns } from './alert.repository.ts';
import type { AlertRow } from './alert-row.ts';

interface Act {
  readonly by: string;
  readonly at: number;
}

/** What people do to alerts; every act leaves its line in `alert_actions`. */
@Injectable()
export class AlertActionsRepository {
  constructor(private readonly pool: Pool) {}

  /** Those acknowledged just now; an alert that was acknowledged before keeps its first user. */
  async acknowledge(
    keys: readonly AlertKey[],
    act: Act & { readonly note: string | null },
  ): Promise<ChangedAlert[]> {
    return inTransaction(this.pool, async (tx) => {
      const pending = await lockUnacknowledged(tx, keys);
      const { rows } = await tx.query<ChangedAlert>(
        `UPDATE alerts SET state = next.state, acknowledged_at = $4, acknowledged_by = $5, note = $6
         ${toNextState}`,
        [...nextStates(pending, 'acknowledged'), act.at, act.by, act.note],
      );
      await record(tx, rows, 'acknowledged', act.at, act.by, act.note);
      return rows;
    });
  }

  /**
   * Acknowledges the anomalies that stand at the asset, and keeps who asked for its reset: they end by the
   * device's word alone.
   */
  async requestReset(
    { device, stream }: AssetKey,
    act: Act & { readonly text: string },
  ): Promise<ChangedAlert[]> {
    return inTransaction(this.pool, async (tx) => {
      const standing = await lockStandingAnomalies(tx, device, stream);
      const { rows } = await tx.query<ChangedAlert>(
        `UPDATE alerts SET state = next.state, reset_by = $4,
           acknowledged_at = coalesce(acknowledged_at, $5),
           acknowledged_by = coalesce(acknowledged_by, $4),
           note = CASE WHEN acknowledged_at IS NULL THEN $6 ELSE note END
         ${toNextState}`,
        [...nextStates(standing, 'acknowledged'), act.by, act.at, act.text],
      );
      await record(tx, rows, 'resetRequested', act.at, act.by, act.text);
      return rows;
    });
  }

  /** Shelves the alert and every open one of the same subject; later ones are covered as they are raised. */
  async shelve(
    key: AlertKey,
    act: Act & { readonly until: number; readonly reason: string },
  ): Promise<ChangedAlert[]> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<ChangedAlert>(
        `${locked(`${sameSubject} AND (state <> 'normal' OR id = $2)`)}
         UPDATE alerts SET shelved_until = $3, shelved_by = $4, shelve_reason = $5 ${ofLocked}`,
        [key.device, key.id, act.until, act.by, act.reason],
      );
      await record(tx, rows, 'shelved', act.at, act.by, act.reason);
      return rows;
    });
  }

  async unshelve(key: AlertKey, act: Act): Promise<ChangedAlert[]> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<ChangedAlert>(
        `${locked(`${sameSubject} AND shelved_until IS NOT NULL`)}
         UPDATE alerts SET ${unshelved} ${ofLocked}`,
        [key.device, key.id],
      );
      await record(tx, rows, 'unshelved', act.at, act.by, null);
      return rows;
    });
  }

  /** Takes down the shelves that ran out by `now`. */
  async sweepShelves(now: number): Promise<ChangedAlert[]> {
    return inTransaction(this.pool, async (tx) => {
      const { rows } = await tx.query<ChangedAlert>(
        `${locked('shelved_until <= $1')} UPDATE alerts SET ${unshelved} ${ofLocked}`,
        [now],
      );
      await record(tx, rows, 'unshelved', now, null, 'The time ran out.');
      return rows;
    });
  }
}

const unshelved = 'shelved_until = NULL, shelved_by = NULL, shelve_reason = NULL';

/** In the order in which every transaction locks alerts, so that none waits for another in a ring. */
const locked = (where: string): string => `WITH locked AS (
  SELECT device, id FROM alerts WHERE ${where} ORDER BY device COLLATE "C", id FOR UPDATE)`;
const ofLocked = `FROM locked WHERE (alerts.device, alerts.id) = (locked.device, locked.id)
  RETURNING alerts.device, alerts.id, alerts.stream`;

type Held = Pick<AlertRow, 'device' | 'id' | 'state'>;
const toNextState = `FROM unnest($1::text[], $2::uuid[], $3::text[]) AS next (device, id, state)
  WHERE (alerts.device, alerts.id) = (next.device, next.id)
  RETURNING alerts.device, alerts.id, alerts.stream`;

const nextStates = (alerts: readonly Held[], event: AlarmEvent): string[][] => [
  alerts.map(({ device }) => device),
  alerts.map(({ id }) => id),
  alerts.map(({ state }) => nextAlarmState(state, event)),
];

const sameSubject = `(device, stream, kind, subject) =
  (SELECT device, stream, kind, subject FROM alerts WHERE device = $1 AND id = $2)`;

async function lockUnacknowledged(tx: Transaction, keys: readonly AlertKey[]): Promise<Held[]> {
  const { rows } = await tx.query<AlertRow>(
    `SELECT ${alertColumns} FROM alerts
     WHERE (device, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))
       AND acknowledged_at IS NULL
     ORDER BY device COLLATE "C", id FOR UPDATE`,
    [keys.map(({ device }) => device), keys.map(({ id }) => id)],
  );
  return rows;
}

async function lockStandingAnomalies(
  tx: Transaction,
  device: string,
  stream: string,
): Promise<Held[]> {
  const { rows } = await tx.query<Held>(
    `SELECT device, id, state FROM alerts
     WHERE device = $1 AND stream = $2 AND kind = 'anomaly' AND returned_at IS NULL
     ORDER BY device COLLATE "C", id FOR UPDATE`,
    [device, stream],
  );
  return rows;
}

async function record(
  tx: Transaction,
  alerts: readonly ChangedAlert[],
  what: 'acknowledged' | 'resetRequested' | 'shelved' | 'unshelved',
  at: number,
  by: string | null,
  text: string | null,
): Promise<void> {
  await tx.query(
    `INSERT INTO alert_actions (device, alert_id, at, what, by_user, text)
     SELECT device, id, $3, $4, $5, $6 FROM unnest($1::text[], $2::uuid[]) AS of (device, id)`,
    [alerts.map(({ device }) => device), alerts.map(({ id }) => id), at, what, by, text],
  );
}

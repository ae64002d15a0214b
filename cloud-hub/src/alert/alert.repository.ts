import { AlertHistoryEntry, type AlertQuery } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { AlertKey } from './alert.events.ts';
import type { AlertCursor } from './alert-cursor.ts';
import { alertFilter } from './alert-filter.ts';
import { type AlertRow, priorityOfRank } from './alert-row.ts';
import type { AssetAlerts } from './asset-alerts.ts';

export const alertColumns = `
  device, id, site, area, state, fold, received_at AS "receivedAt",
  acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy", note,
  reset_by AS "resetBy",
  shelved_until AS "shelvedUntil", shelved_by AS "shelvedBy", shelve_reason AS "shelveReason",
  chattering`;

const historyShown = 1_000;

@Injectable()
export class AlertRepository {
  constructor(private readonly pool: Pool) {}

  /** Two devices may have chosen one id: the alert that was heard of first answers to it. */
  async find(id: string): Promise<AlertRow | null> {
    const { rows } = await this.pool.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts WHERE id = $1 ORDER BY received_at LIMIT 1`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Of those that are known, by the same rule. */
  async keysOf(ids: readonly string[]): Promise<AlertKey[]> {
    const { rows } = await this.pool.query<AlertKey>(
      `SELECT DISTINCT ON (id) device, id FROM alerts WHERE id = ANY ($1::uuid[])
       ORDER BY id, received_at`,
      [ids],
    );
    return rows;
  }

  async findMany(keys: readonly AlertKey[]): Promise<AlertRow[]> {
    const { rows } = await this.pool.query<AlertRow>(
      `SELECT ${alertColumns} FROM alerts
       WHERE (device, id) IN (SELECT * FROM unnest($1::text[], $2::uuid[]))`,
      [keys.map(({ device }) => device), keys.map(({ id }) => id)],
    );
    return rows;
  }

  /** One more than the limit, so that the caller sees whether there is a next page. */
  async page(
    query: AlertQuery,
    cursor: AlertCursor | null,
  ): Promise<{ rows: (AlertRow & { cursor: AlertCursor })[]; total: number }> {
    const { where, parameters } = alertFilter(query);
    const urgency = query.state === 'open' ? 'urgency' : '0';
    const n = parameters.length;
    const after = cursor
      ? `AND (${urgency}, -raised_at, device, id) > ($${n + 2}, $${n + 3}::bigint, $${n + 4}, $${n + 5}::uuid)`
      : '';
    const { rows } = await this.pool.query<AlertRow & { cursor: AlertCursor }>(
      `SELECT ${alertColumns}, jsonb_build_array(${urgency}, -raised_at, device, id) AS cursor
       FROM alerts WHERE ${where} ${after}
       ORDER BY ${urgency === '0' ? '' : 'urgency, '}-raised_at, device, id LIMIT $${n + 1}`,
      [...parameters, query.limit + 1, ...(cursor ?? [])],
    );
    const count = await this.pool.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM alerts WHERE ${where}`,
      parameters,
    );
    return { rows, total: count.rows[0]?.total ?? 0 };
  }

  /** What the device's records said and what people did, oldest first; of a very long one the newest part. */
  async history(key: AlertKey): Promise<AlertHistoryEntry[]> {
    const { rows } = await this.pool.query(
      `SELECT * FROM (
       SELECT at, CASE WHEN type <> 'sensorFault' THEN type
          WHEN (record->>'active')::boolean THEN 'raised' ELSE 'cleared' END AS what,
         NULL AS by, (record->>'score')::float8 AS score,
         coalesce(record->>'detail', record->>'reason') AS text, seq AS place
       FROM events WHERE device = $1 AND alert_id = $2
         AND type IN ('raised', 'updated', 'cleared', 'sensorFault')
       UNION ALL
       SELECT at, what, by_user, NULL, text, no FROM alert_actions
       WHERE device = $1 AND alert_id = $2
       ORDER BY at DESC, place DESC LIMIT $3
       ) AS newest ORDER BY at, place`,
      [key.device, key.id, historyShown],
    );
    return AlertHistoryEntry.array().parse(rows);
  }

  /** Of the assets named, or of all; assets without open alerts are left out. */
  async summaries(devices: readonly string[] | null): Promise<AssetAlerts[]> {
    const { rows } = await this.pool.query<Omit<AssetAlerts, 'worstPriority'> & { worst: number }>(
      `SELECT device, stream, count(*)::int AS "openAlerts", min(priority) AS worst,
         count(*) FILTER (WHERE kind = 'sensorFault' AND returned_at IS NULL)::int AS "sensorFaults",
         (array_agg(what ORDER BY priority, (returned_at IS NOT NULL), -raised_at))[1] AS headline
       FROM alerts
       WHERE state <> 'normal' AND shelved_until IS NULL AND ($1::text[] IS NULL OR device = ANY ($1))
       GROUP BY device, stream`,
      [devices],
    );
    return rows.map(({ worst, ...row }) => ({ ...row, worstPriority: priorityOfRank(worst) }));
  }
}

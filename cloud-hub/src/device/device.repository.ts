import type { Load } from '@lookout/shared/protocol/load';
import type { Reported } from '@lookout/shared/protocol/presence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { DataSource, type Repository } from 'typeorm';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { DeviceEntity } from './device.entity.ts';
import type { PresenceState } from './presence.ts';

export interface Heard {
  readonly device: string;
  readonly lastSeenAt: number;
  readonly load: Load | null;
}

@Injectable()
export class DeviceRepository {
  private readonly devices: Repository<DeviceEntity>;

  constructor(
    dataSource: DataSource,
    private readonly pool: Pool,
  ) {
    this.devices = dataSource.getRepository(DeviceEntity);
  }

  /** What several tables must agree on is written at once, or not at all. */
  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  list(): Promise<DeviceEntity[]> {
    return this.devices.find({ order: { site: 'ASC', id: 'ASC' } });
  }

  find(id: string): Promise<DeviceEntity | null> {
    return this.devices.findOneBy({ id });
  }

  /** False when the id is taken. */
  async add(
    tx: Transaction,
    device: Pick<DeviceEntity, 'id' | 'site' | 'labels' | 'secretHash' | 'createdAt'>,
  ): Promise<boolean> {
    const { rowCount } = await tx.query(
      `INSERT INTO devices (id, site, labels, secret_hash, created_at)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [device.id, device.site, device.labels, device.secretHash, device.createdAt],
    );
    return rowCount === 1;
  }

  /** False when it is unknown or was revoked before. */
  async revoke(tx: Transaction, id: string, at: number): Promise<boolean> {
    const { rowCount } = await tx.query(
      'UPDATE devices SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, at],
    );
    return rowCount === 1;
  }

  /** False when it is unknown or was revoked. */
  async renewSecret(tx: Transaction, id: string, secretHash: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      'UPDATE devices SET secret_hash = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, secretHash],
    );
    return rowCount === 1;
  }

  async savePresence(id: string, state: PresenceState): Promise<void> {
    await this.devices.update({ id }, state);
  }

  /**
   * With what each stream tells of its assignment, dated by the hub's clock when the phase was first heard.
   * False when a later document is known: a broker may hand out an old one. One that the device says now and
   * that is much older is by a clock that was set.
   */
  async saveReported(
    id: string,
    reported: Reported,
    { receivedAt, isLive }: { readonly receivedAt: number; readonly isLive: boolean },
  ): Promise<boolean> {
    const { rows } = await this.pool.query<{ saved: boolean }>(saveReported, [
      ...[id, reported, reported.at, receivedAt, isLive ? overtakenMs : null],
    ]);
    return rows[0]?.saved === true;
  }

  /** False when it is unknown or was revoked. */
  async relabel(
    tx: Transaction,
    id: string,
    labels: Readonly<Record<string, string>>,
  ): Promise<boolean> {
    const { rowCount } = await tx.query(
      'UPDATE devices SET labels = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, labels],
    );
    return rowCount === 1;
  }

  /** When each was last heard, and its last load sample where there is a new one: one statement for all. */
  async saveHeard(heard: readonly Heard[]): Promise<void> {
    await this.pool.query(
      `UPDATE devices d
       SET last_seen_at = greatest(d.last_seen_at, h.at), load = coalesce(h.load, d.load)
       FROM unnest($1::text[], $2::bigint[], $3::jsonb[]) AS h (id, at, load)
       WHERE d.id = h.id`,
      [
        heard.map(({ device }) => device),
        heard.map(({ lastSeenAt }) => lastSeenAt),
        heard.map(({ load }) => (load === null ? null : JSON.stringify(load))),
      ],
    );
  }
}

/** What two hubs hear at the same time may come in the other order. */
const overtakenMs = 10_000;

const saveReported = `
  WITH saved AS (
    UPDATE devices SET reported = $2::jsonb
    WHERE id = $1 AND (coalesce((reported->>'at')::bigint, 0) <= $3
      OR (reported->>'at')::bigint - $3 > $5::bigint)
    RETURNING id
  ), told AS (
    SELECT saved.id AS device, stream->>'name' AS stream, stream->'release' AS report
    FROM saved, jsonb_array_elements($2::jsonb->'streams') AS stream
    WHERE jsonb_typeof(stream->'release') = 'object'
  ), forgotten AS (
    DELETE FROM stream_release_states s USING saved
    WHERE s.device = saved.id AND s.stream NOT IN (SELECT stream FROM told)
  ), written AS (
    INSERT INTO stream_release_states AS s (device, stream, sequence, phase, since, report)
    SELECT device, stream, (report->>'sequence')::int, report->>'phase', $4::bigint, report FROM told
    ON CONFLICT (device, stream) DO UPDATE SET
      since = CASE WHEN (s.sequence, s.phase) = (excluded.sequence, excluded.phase)
        THEN s.since ELSE excluded.since END,
      sequence = excluded.sequence, phase = excluded.phase, report = excluded.report
  )
  SELECT EXISTS (SELECT FROM saved) AS saved`;

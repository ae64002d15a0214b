import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { keptAbsences } from './absence.repository.ts';
import type { AssetStanding, DeviceStanding, ReleaseStanding } from './standing.ts';

@Injectable()
export class StandingRepository {
  /** All devices of the fleet, revoked ones too. */
  async devices(tx: Transaction, now: number): Promise<DeviceStanding[]> {
    const { rows } = await tx.query<DeviceStanding>(
      `SELECT d.id AS device, d.site, d.labels, d.revoked_at IS NOT NULL AS revoked,
         d.presence = 'online' AS online, d.last_seen_at AS "lastSeenAt",
         (d.load->>'temperatureC')::float8 AS "temperatureC",
         (d.load->'outbox'->>'eventRecords')::float8 AS "queueRecords",
         jsonb_build_object(
           'count', coalesce(h.count, 0), 'p95Ms', coalesce(h.p95_ms, 0),
           'longestMs', coalesce(h.longest_ms, 0),
           'share', coalesce(least(1, h.total_ms::float8 / greatest(1, $1::bigint -
             CASE WHEN h.count < $2 THEN least(d.created_at, h.first_at) ELSE h.first_at END)), 0),
           'knownMs', greatest(0, $1::bigint - least(d.created_at, h.first_at))
         ) AS habit
       FROM devices d LEFT JOIN absence_habits h ON h.device = d.id`,
      [now, keptAbsences],
    );
    return rows;
  }

  /** Every stream that was ever reported. */
  async assets(tx: Transaction): Promise<AssetStanding[]> {
    const { rows } = await tx.query<AssetStanding>(
      `SELECT d.id AS device, stream->>'name' AS stream, d.site, d.labels,
         stream->'channels' AS channels, d.reported->'capabilities'->'providers' AS providers,
         d.reported->'capabilities'->'unusableProviders' AS "unusableProviders",
         stream->'release'->'good'->>'release' AS release, d.presence = 'online' AS online,
         d.last_seen_at AS "lastSeenAt", d.created_at AS "enrolledAt",
         d.revoked_at IS NOT NULL AS revoked
       FROM devices d, jsonb_array_elements(d.reported->'streams') AS stream
       ORDER BY d.id, stream->>'name'`,
    );
    return rows;
  }

  async releases(tx: Transaction, devices: readonly string[]): Promise<ReleaseStanding[]> {
    const { rows } = await tx.query<ReleaseStanding>(
      `SELECT device, stream, r.sequence, r.rollout, coalesce(r.hold, false) AS hold,
         coalesce(r.withdrawn, false) AS withdrawn, s.report, s.since AS "toldSince"
       FROM (SELECT * FROM stream_releases WHERE device = ANY ($1)) r
       FULL JOIN (SELECT * FROM stream_release_states WHERE device = ANY ($1)) s
         USING (device, stream)`,
      [devices],
    );
    return rows;
  }
}

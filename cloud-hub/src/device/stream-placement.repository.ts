import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import { composeDesiredOf, lockDesired } from './desired-document.repository.ts';
import type { PlacementStanding, StreamWish } from './placement-standing.ts';

@Injectable()
export class StreamPlacementRepository {
  /** @param wishes each stream once */
  async place(tx: Transaction, wishes: readonly StreamWish[], at: number): Promise<void> {
    const devices = [...new Set(wishes.map(({ device }) => device))];
    await lockDesired(tx, devices);
    await tx.query(
      `INSERT INTO stream_placements (device, stream, wish, changed_at)
       SELECT device, stream, wish, $4::bigint
       FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS w (device, stream, wish)
       ON CONFLICT (device, stream) DO UPDATE SET wish = excluded.wish,
         changed_at = excluded.changed_at`,
      [
        wishes.map(({ device }) => device),
        wishes.map(({ stream }) => stream),
        wishes.map(({ wish }) => JSON.stringify(wish)),
        at,
      ],
    );
    await composeDesiredOf(tx, devices, at);
  }

  /** By site, device and stream; null: of all devices. Revoked ones are left out. */
  async standings(
    tx: Transaction,
    devices: readonly string[] | null,
  ): Promise<PlacementStanding[]> {
    const { rows } = await tx.query<PlacementStanding>(standings, [devices]);
    return rows;
  }
}

const standings = `
  SELECT d.id AS device, s->>'name' AS stream, d.site, d.labels, d.presence,
    jsonb_build_object('variant', s->'variant', 'provider', s->'provider') AS runs,
    (s->>'periodMs')::int AS "strideMs",
    nullif(s->'release', 'null') AS release, nullif(s->'placement', 'null') AS placement,
    d.reported->'capabilities'->'providers' AS providers,
    d.reported->'capabilities'->'unusableProviders' AS "unusableProviders",
    (d.reported->'capabilities'->>'cpuCount')::int AS "cpuCount",
    nullif(d.reported->'capabilities'->'board', 'null') AS board, d.load, w.wish
  FROM devices d CROSS JOIN jsonb_array_elements(d.reported->'streams') AS s
  LEFT JOIN stream_placements w ON (w.device, w.stream) = (d.id, s->>'name')
  WHERE d.revoked_at IS NULL AND ($1::text[] IS NULL OR d.id = ANY ($1))
  ORDER BY d.site, d.id, s->>'name'`;

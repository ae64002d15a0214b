import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Transaction } from '../database/transaction.ts';
import { composeDesiredOf, lockDesired } from './desired-document.repository.ts';
import type { AssetKey, AssignedRelease, ReleaseOrder } from './release-order.ts';

const devicesOf = (assets: readonly AssetKey[]): string[] => [
  ...new Set(assets.map(({ device }) => device)),
];
const columnsOf = (assets: readonly AssetKey[]) => [
  assets.map(({ device }) => device),
  assets.map(({ stream }) => stream),
];

/** The last assignment of every stream. */
@Injectable()
export class StreamReleaseRepository {
  constructor(private readonly pool: Pool) {}

  /**
   * Numbers rise by one, and above what the device has told: it may know more than a restored database.
   * @param orders each stream once
   */
  async assign(
    tx: Transaction,
    orders: readonly ReleaseOrder[],
    at: number,
  ): Promise<AssignedRelease[]> {
    await lockDesired(tx, devicesOf(orders));
    const last = await lastSequences(tx, orders);
    const signed: (AssignedRelease & { assignment: SignedDocument })[] = [];
    for (const { device, stream, sign } of orders) {
      const sequence = (last.get(`${device}/${stream}`) ?? 0) + 1;
      signed.push({ device, stream, sequence, assignment: await sign(sequence) });
    }
    await tx.query(
      `INSERT INTO stream_releases (device, stream, sequence, assignment, manifest, hold, withdrawn,
         rollout, release, variant, changed_at, assigned)
       SELECT device, stream, sequence, assignment, manifest, false, false,
         rollout, release, variant, $9::bigint,
         CASE WHEN release IS NULL THEN '{}'::text[] ELSE ARRAY[release] END
       FROM unnest($1::text[], $2::text[], $3::int[], $4::jsonb[], $5::jsonb[], $6::uuid[],
         $7::text[], $8::text[]) AS o
         (device, stream, sequence, assignment, manifest, rollout, release, variant)
       ON CONFLICT (device, stream) DO UPDATE SET sequence = excluded.sequence,
         assignment = excluded.assignment, manifest = excluded.manifest, hold = false,
         withdrawn = false, rollout = excluded.rollout, release = excluded.release,
         variant = excluded.variant, changed_at = excluded.changed_at,
         assigned = CASE WHEN excluded.assigned <@ stream_releases.assigned
           THEN stream_releases.assigned ELSE stream_releases.assigned || excluded.assigned END`,
      [
        ...columnsOf(orders),
        signed.map(({ sequence }) => sequence),
        signed.map(({ assignment }) => JSON.stringify(assignment)),
        orders.map(({ manifest }) => (manifest === null ? null : JSON.stringify(manifest))),
        orders.map(({ rollout }) => rollout),
        orders.map(({ release }) => release),
        orders.map(({ variant }) => variant),
        at,
      ],
    );
    await composeDesiredOf(tx, devicesOf(orders), at);
    return signed.map(({ device, stream, sequence }) => ({ device, stream, sequence }));
  }

  async hold(
    tx: Transaction,
    assets: readonly AssetKey[],
    hold: boolean,
    at: number,
  ): Promise<void> {
    await this.change(tx, assets, 'hold = $3, changed_at = $4', [hold, at], at);
  }

  async withdraw(tx: Transaction, assets: readonly AssetKey[], at: number): Promise<void> {
    const set = 'withdrawn = true, hold = false, changed_at = $3';
    await this.change(tx, assets, set, [at], at);
  }

  /** Streams by release: those that are assigned it, try it or fall back to it. */
  async usesOf(releases: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.pool.query<{ release: string; streams: number }>(
      `SELECT release, count(*) AS streams FROM (
         SELECT release, device, stream FROM stream_releases WHERE NOT withdrawn
         UNION SELECT report->'good'->>'release', device, stream FROM stream_release_states
         UNION SELECT report->>'release', device, stream FROM stream_release_states
           WHERE phase NOT IN ('REJECTED', 'FAILED', 'TIMED_OUT', 'REVERTED', 'SUPERSEDED')
       ) AS used JOIN devices d ON d.id = used.device
       WHERE d.revoked_at IS NULL AND release = ANY ($1) GROUP BY release`,
      [releases],
    );
    return new Map(rows.map(({ release, streams }) => [release, streams]));
  }

  private async change(
    tx: Transaction,
    assets: readonly AssetKey[],
    set: string,
    values: readonly unknown[],
    at: number,
  ): Promise<void> {
    if (assets.length === 0) return;
    await lockDesired(tx, devicesOf(assets));
    await tx.query(
      `UPDATE stream_releases r SET ${set}
       FROM unnest($1::text[], $2::text[]) AS a (device, stream)
       WHERE (r.device, r.stream) = (a.device, a.stream)`,
      [...columnsOf(assets), ...values],
    );
    await composeDesiredOf(tx, devicesOf(assets), at);
  }
}

async function lastSequences(
  tx: Transaction,
  assets: readonly AssetKey[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await tx.query<AssignedRelease>(
    `SELECT a.device, a.stream, greatest(r.sequence, s.sequence, 0) AS sequence
     FROM unnest($1::text[], $2::text[]) AS a (device, stream)
     LEFT JOIN stream_releases r USING (device, stream)
     LEFT JOIN stream_release_states s USING (device, stream)`,
    columnsOf(assets),
  );
  return new Map(rows.map(({ device, stream, sequence }) => [`${device}/${stream}`, sequence]));
}

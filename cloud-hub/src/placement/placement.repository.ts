import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import type { PlacementRow } from './placement-row.ts';

/** Told to every hub after a commit: `device NAME HUB`, or `policies`. */
export const placementChannel = 'lookout_placement';

@Injectable()
export class PlacementRepository {
  constructor(private readonly pool: Pool) {}

  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** Last decisions; null: on all devices. */
  async rows(
    devices: readonly string[] | null,
    tx: Transaction = this.pool,
  ): Promise<PlacementRow[]> {
    const { rows } = await tx.query<PlacementRow>(
      `SELECT device, stream, decided_at AS "decidedAt", release, choice,
         policy_source AS "policySource", predicted, memory
       FROM placements WHERE $1::text[] IS NULL OR device = ANY ($1)`,
      [devices],
    );
    return rows;
  }

  async save(tx: Transaction, rows: readonly PlacementRow[]): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO placements (device, stream, decided_at, release, choice, policy_source,
         predicted, memory)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::jsonb[],
         $6::jsonb[], $7::jsonb[], $8::jsonb[])
       ON CONFLICT (device, stream) DO UPDATE SET decided_at = excluded.decided_at,
         release = excluded.release, choice = excluded.choice,
         policy_source = excluded.policy_source, predicted = excluded.predicted,
         memory = excluded.memory`,
      [
        rows.map(({ device }) => device),
        rows.map(({ stream }) => stream),
        rows.map(({ decidedAt }) => decidedAt),
        rows.map(({ release }) => release),
        rows.map(({ choice }) => JSON.stringify(choice)),
        rows.map(({ policySource }) => jsonOrNull(policySource)),
        rows.map(({ predicted }) => JSON.stringify(predicted)),
        rows.map(({ memory }) => JSON.stringify(memory)),
      ],
    );
  }

  /** Every hub hears of it after the commit. @param by which hub, or program */
  async notify(tx: Transaction, devices: readonly string[], by: string): Promise<void> {
    await tx.query(`SELECT pg_notify($1, 'device ' || d || ' ' || $3) FROM unnest($2::text[]) d`, [
      ...[placementChannel, devices, by],
    ]);
  }
}

export const jsonOrNull = (value: unknown): string | null =>
  value === null ? null : JSON.stringify(value);

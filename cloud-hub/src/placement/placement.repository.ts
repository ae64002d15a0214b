import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import type { Trouble } from '../database/trouble-of.ts';
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

  /** Devices on which decisions fail. @param devices null: of all */
  async troubles(devices: readonly string[] | null): Promise<ReadonlyMap<string, DecisionTrouble>> {
    const { rows } = await this.pool.query<DecisionTrouble & { device: string }>(
      `SELECT device, since, text, remedy FROM placement_troubles
       WHERE $1::text[] IS NULL OR device = ANY ($1)`,
      [devices],
    );
    return new Map(rows.map(({ device, ...trouble }) => [device, trouble]));
  }

  /**
   * A decision on these devices failed, and what it had written was given up; every hub hears of it. The time at
   * which that began stays until a decision is made.
   *
   * @returns those of which it fails otherwise than before
   */
  async keepTroubles(
    devices: readonly string[],
    { text, remedy }: Trouble,
    at: number,
    by: string,
  ): Promise<string[]> {
    return this.inTransaction(async (tx) => {
      const { rows } = await tx.query<{ device: string }>(
        `INSERT INTO placement_troubles AS t (device, since, text, remedy)
         SELECT id, $2, $3, $4 FROM devices WHERE id = ANY ($1) ORDER BY id
         ON CONFLICT (device) DO UPDATE SET text = excluded.text, remedy = excluded.remedy
           WHERE t.text <> excluded.text
         RETURNING device`,
        [devices, at, text, remedy],
      );
      const changed = rows.map(({ device }) => device);
      if (changed.length > 0) await this.notify(tx, changed, by);
      return changed;
    });
  }

  /** They were decided on. @returns those of which it had failed before */
  async clearTroubles(tx: Transaction, devices: readonly string[]): Promise<string[]> {
    if (devices.length === 0) return [];
    const { rows } = await tx.query<{ device: string }>(
      'DELETE FROM placement_troubles WHERE device = ANY ($1) RETURNING device',
      [devices],
    );
    return rows.map(({ device }) => device);
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

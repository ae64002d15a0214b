import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction } from '../database/transaction.ts';
import type { Absence } from './presence.ts';

/** Of each device; a habit shows in far fewer, and older ones say little of the present. */
export const keptAbsences = 200;

/** The history of ended absences: what makes silence usual for a device, or not. */
@Injectable()
export class AbsenceRepository {
  constructor(private readonly pool: Pool) {}

  /** Once, however many hubs have seen it end. */
  async add(device: string, { from, to }: Absence): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      const { rowCount } = await tx.query(
        `INSERT INTO absences (device, from_at, to_at)
         SELECT $1, $2::bigint, $3::bigint
         WHERE NOT EXISTS (SELECT FROM absences WHERE device = $1 AND to_at > $2::bigint)
         ON CONFLICT DO NOTHING`,
        [device, from, to],
      );
      if (rowCount === 0) return;
      await tx.query(
        `DELETE FROM absences WHERE device = $1 AND from_at < (
           SELECT from_at FROM absences WHERE device = $1
           ORDER BY from_at DESC OFFSET $2 LIMIT 1)`,
        [device, keptAbsences - 1],
      );
      await tx.query(
        `INSERT INTO absence_habits (device, count, p95_ms, longest_ms, total_ms, first_at)
         SELECT device, count(*),
           round(percentile_cont(0.95) WITHIN GROUP (ORDER BY to_at - from_at)),
           max(to_at - from_at), sum(to_at - from_at), min(from_at)
         FROM absences WHERE device = $1 GROUP BY device
         ON CONFLICT (device) DO UPDATE SET count = excluded.count, p95_ms = excluded.p95_ms,
           longest_ms = excluded.longest_ms, total_ms = excluded.total_ms,
           first_at = excluded.first_at`,
        [device],
      );
    });
  }
}

import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import type { Placing, Redraw } from './engine/redraw-waves.ts';

/** Who belongs to which wave of a rollout, as it changes after the approval. */
@Injectable()
export class PlacingRepository {
  /** Rows of members that have none, or that were never assigned anything by it. */
  async place(
    tx: Transaction,
    id: string,
    placings: readonly Placing[],
    state: 'waiting' | 'tail',
    at: number,
  ): Promise<void> {
    if (placings.length === 0) return;
    await tx.query(
      `INSERT INTO rollout_members AS m (rollout, state, since, device, stream, site, variant, wave)
       SELECT $1, $2, $3, * FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
       ON CONFLICT (rollout, device, stream) DO UPDATE SET state = excluded.state,
         since = excluded.since, site = excluded.site, variant = excluded.variant,
         wave = excluded.wave, reason = NULL, deadline_at = NULL
       WHERE m.sequence IS NULL`,
      [
        ...[id, state, at],
        placings.map(({ device }) => device),
        placings.map(({ stream }) => stream),
        placings.map(({ site }) => site),
        placings.map(({ variant }) => variant),
        placings.map(({ wave }) => wave),
      ],
    );
  }

  /** The rows stay, with the reason. */
  async leave(tx: Transaction, id: string, left: Redraw['leave'], at: number): Promise<void> {
    if (left.length === 0) return;
    await tx.query(
      `UPDATE rollout_members m SET state = 'left', since = $2, deadline_at = NULL,
         reason = jsonb_build_object('code', 'withdrawn', 'text', l.reason)
       FROM unnest($3::text[], $4::text[], $5::text[]) AS l (device, stream, reason)
       WHERE m.rollout = $1 AND (m.device, m.stream) = (l.device, l.stream) AND m.sequence IS NULL`,
      [
        ...[id, at],
        left.map(({ device }) => device),
        left.map(({ stream }) => stream),
        left.map(({ reason }) => reason),
      ],
    );
  }
}

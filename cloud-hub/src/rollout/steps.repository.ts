import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { MemberState } from '@lookout/shared/protocol/rollouts';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.ts';
import type { Decision, Step } from './engine/rollout-state.ts';

/** What becomes of one member's row. */
export interface MemberChange {
  readonly device: string;
  readonly stream: string;
  readonly state: MemberState;
  readonly reason: ReleaseReason | null;
  readonly deadlineAt: number | null;
  readonly sequence: number | null;
  readonly revert: boolean;
  readonly previousRelease: string | null;
  readonly previousVariant: string | null;
}

type WaveStep = Extract<Step, { wave: number }>;
const ended = ['REVERTED', 'ABORTED', 'SUCCEEDED', 'SUPERSEDED'];

/** Writes what a decision says of a rollout; a handful of statements, however many members it has. */
@Injectable()
export class StepsRepository {
  async changeMembers(
    tx: Transaction,
    id: string,
    changes: readonly MemberChange[],
    at: number,
  ): Promise<void> {
    if (changes.length === 0) return;
    await tx.query(
      `UPDATE rollout_members m SET state = c.state, since = $2, reason = c.reason,
         deadline_at = c.deadline_at, sequence = c.sequence, revert = c.revert,
         previous_release = c.previous_release, previous_variant = c.previous_variant
       FROM unnest($3::text[], $4::text[], $5::text[], $6::jsonb[], $7::bigint[], $8::int[],
         $9::boolean[], $10::text[], $11::text[]) AS c (device, stream, state, reason, deadline_at,
         sequence, revert, previous_release, previous_variant)
       WHERE m.rollout = $1 AND (m.device, m.stream) = (c.device, c.stream)`,
      [
        ...[id, at],
        changes.map(({ device }) => device),
        changes.map(({ stream }) => stream),
        changes.map(({ state }) => state),
        changes.map(({ reason }) => (reason === null ? null : JSON.stringify(reason))),
        changes.map(({ deadlineAt }) => deadlineAt),
        changes.map(({ sequence }) => sequence),
        changes.map(({ revert }) => revert),
        changes.map(({ previousRelease }) => previousRelease),
        changes.map(({ previousVariant }) => previousVariant),
      ],
    );
  }

  async changeWave(tx: Transaction, id: string, step: WaveStep, at: number): Promise<void> {
    const where = 'WHERE rollout = $1 AND wave = $2';
    const change = (set: string, ...values: unknown[]) =>
      tx.query(`UPDATE rollout_waves SET ${set} ${where}`, [id, step.wave, ...values]);
    switch (step.kind) {
      case 'startWave':
        await change(
          `state = 'running', started_at = $3, since = $3, background = $4`,
          ...[at, step.background],
        );
        return;
      case 'setWave':
        await change('state = $3, since = $4', step.state, at);
        return;
      case 'letBegin':
        await change('let_begin = true');
        return;
      case 'waive':
        await change('waived = $3', { at, gates: step.gates });
    }
  }

  async changeState(
    tx: Transaction,
    id: string,
    { state, reason }: Extract<Step, { kind: 'setState' }>,
    at: number,
  ): Promise<void> {
    await tx.query(
      `UPDATE rollouts SET state = $2, reason = $3,
         approved_at = CASE WHEN $2 = 'APPROVED' THEN coalesce(approved_at, $4) ELSE approved_at END,
         ended_at = CASE WHEN $2 = ANY ($5) THEN $4::bigint END,
         open = open OR $2 = 'APPROVED'
       WHERE id = $1`,
      [id, state, reason.slice(0, 512), at, ended],
    );
  }

  /** A person has acted: the next decision says whether news still matter. */
  async reopen(tx: Transaction, id: string): Promise<void> {
    await tx.query('UPDATE rollouts SET open = true, again_at = 0 WHERE id = $1', [id]);
  }

  /** It was made: what kept it from being made is over. @returns false where it says what it said before */
  async keepDecision(
    tx: Transaction,
    id: string,
    { gates, waitsFor, againAt, open }: Decision,
  ): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE rollouts SET gates = $2, waits_for = $3, again_at = $4, open = $5, trouble = NULL
       WHERE id = $1 AND (trouble IS NOT NULL
         OR (gates, waits_for, coalesce(again_at, 0), open) IS DISTINCT FROM
           ($2::jsonb, $3::jsonb, coalesce($4::bigint, 0), $5::boolean))`,
      [id, JSON.stringify(gates), JSON.stringify(waitsFor), againAt, open],
    );
    return rowCount === 1;
  }
}

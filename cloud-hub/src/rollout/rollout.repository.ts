import type {
  MemberState,
  RolloutEvent,
  RolloutPlan,
  RolloutPreview,
} from '@lookout/shared/protocol/rollouts';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import type { Trouble } from '../database/trouble-of.ts';
import type { RolloutSnapshot } from './engine/rollout-state.ts';
import type { MemberRow, RolloutRow, WaveCounts, WaveRow } from './rollout-row.ts';

/** Told to every hub when a rollout was changed: its id, who changed it, and `trouble` where nothing else was. */
export const rolloutChannel = 'lookout_rollout';

export interface NewRollout {
  readonly id: string;
  readonly plan: RolloutPlan;
  readonly model: string;
  readonly version: string;
  readonly evaluation: RolloutSnapshot['evaluation'];
  readonly waves: RolloutPreview['waves'];
  readonly createdAt: number;
  readonly createdBy: string;
}

const select = `
  SELECT id, name, release, model, version, plan, state, reason, created_at AS "createdAt",
    created_by AS "createdBy", approved_at AS "approvedAt", ended_at AS "endedAt", evaluation,
    gates, waits_for AS "waitsFor", again_at AS "againAt", open, trouble
  FROM rollouts`;

const shownEvents = 500;

@Injectable()
export class RolloutRepository {
  constructor(private readonly pool: Pool) {}

  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return inTransaction(this.pool, work);
  }

  /** The newest first. */
  async list(): Promise<RolloutRow[]> {
    const { rows } = await this.pool.query<RolloutRow>(`${select} ORDER BY created_at DESC, id`);
    return rows;
  }

  async find(id: string): Promise<RolloutRow | null> {
    const { rows } = await this.pool.query<RolloutRow>(`${select} WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** By id, the beginning of one, or the name of one that is the newest of its name. */
  async resolve(text: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `(SELECT id FROM rollouts WHERE length($1) >= 4 AND starts_with(id::text, $1))
       UNION (SELECT id FROM rollouts WHERE name = $1 ORDER BY created_at DESC LIMIT 1)`,
      [text],
    );
    return rows.map(({ id }) => id);
  }

  /** Nobody else acts on it until the transaction ends. */
  async lock(tx: Transaction, id: string): Promise<RolloutRow | null> {
    const { rows } = await tx.query<RolloutRow>(`${select} WHERE id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  }

  /** In the order of the plan; of each rollout asked for. */
  async waves(
    ids: readonly string[],
    tx: Transaction = this.pool,
  ): Promise<Map<string, WaveRow[]>> {
    const { rows } = await tx.query<WaveRow & { rollout: string }>(
      `SELECT rollout, state, started_at AS "startedAt", since, let_begin AS "letBegin",
         background, waived
       FROM rollout_waves WHERE rollout = ANY ($1) ORDER BY rollout, wave`,
      [ids],
    );
    return Map.groupBy(rows, ({ rollout }) => rollout);
  }

  async members(
    id: string,
    filter: { readonly wave?: number | undefined; readonly state?: MemberState | undefined } = {},
    tx: Transaction = this.pool,
  ): Promise<MemberRow[]> {
    const { rows } = await tx.query<MemberRow>(
      `SELECT device, stream, site, wave, variant, state, since, deadline_at AS "deadlineAt",
         reason, sequence, revert, previous_release AS "previousRelease",
         previous_variant AS "previousVariant"
       FROM rollout_members
       WHERE rollout = $1 AND ($2::int IS NULL OR wave = $2) AND ($3::text IS NULL OR state = $3)
       ORDER BY wave, device, stream`,
      [id, filter.wave ?? null, filter.state ?? null],
    );
    return rows;
  }

  async counts(ids: readonly string[]): Promise<ReadonlyMap<string, WaveCounts>> {
    const { rows } = await this.pool.query<{
      rollout: string;
      wave: number;
      counts: Partial<Record<MemberState, number>>;
    }>(
      `SELECT rollout, wave, jsonb_object_agg(state, members) AS counts
       FROM (SELECT rollout, wave, state, count(*) AS members FROM rollout_members
         WHERE rollout = ANY ($1) GROUP BY rollout, wave, state) c
       GROUP BY rollout, wave`,
      [ids],
    );
    const byRollout = Map.groupBy(rows, ({ rollout }) => rollout);
    return new Map(
      [...byRollout].map(([id, waves]) => [id, new Map(waves.map((w) => [w.wave, w.counts]))]),
    );
  }

  /** The newest first. */
  async history(id: string): Promise<RolloutEvent[]> {
    const { rows } = await this.pool.query<RolloutEvent>(
      `SELECT at, by, what, detail FROM rollout_events
       WHERE rollout = $1 ORDER BY id DESC LIMIT $2`,
      [id, shownEvents],
    );
    return rows;
  }

  async add(rollout: NewRollout): Promise<void> {
    const { id, plan, model, version, evaluation, waves, createdAt, createdBy } = rollout;
    await this.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO rollouts (id, name, release, model, version, plan, state, created_at,
           created_by, evaluation)
         VALUES ($1, $2, $3, $4, $5, $6, 'DRAFT', $7, $8, $9)`,
        [id, plan.name, plan.release, model, version, plan, createdAt, createdBy, evaluation],
      );
      await tx.query(
        'INSERT INTO rollout_waves (rollout, wave) SELECT $1, generate_series(0, $2::int - 1)',
        [id, plan.waves.length],
      );
      await this.replaceMembers(tx, id, waves, createdAt);
      await this.tell(tx, id, { at: createdAt, by: createdBy, what: 'create', detail: plan.name });
    });
  }

  /** Before anything has begun: who would be in which wave as the fleet is now. */
  async replaceMembers(
    tx: Transaction,
    id: string,
    waves: RolloutPreview['waves'],
    at: number,
  ): Promise<void> {
    const members = waves.flatMap(({ members: own }, wave) => own.map((m) => ({ ...m, wave })));
    await tx.query('DELETE FROM rollout_members WHERE rollout = $1', [id]);
    await tx.query(
      `INSERT INTO rollout_members (rollout, since, device, stream, site, variant, wave)
       SELECT $1, $2, * FROM unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::int[])`,
      [
        ...[id, at],
        members.map(({ device }) => device),
        members.map(({ stream }) => stream),
        members.map(({ site }) => site),
        members.map(({ variant }) => variant),
        members.map(({ wave }) => wave),
      ],
    );
  }

  /** One line of the history. */
  async tell(tx: Transaction, id: string, event: RolloutEvent): Promise<void> {
    await tx.query(
      'INSERT INTO rollout_events (rollout, at, by, what, detail) VALUES ($1, $2, $3, $4, $5)',
      [id, event.at, event.by, event.what.slice(0, 64), event.detail.slice(0, 512)],
    );
  }

  /** Every hub hears of it after the commit. @param by which hub, or program */
  async notify(tx: Transaction, id: string, by: string): Promise<void> {
    await tx.query('SELECT pg_notify($1, $2)', [rolloutChannel, `${id} ${by}`]);
  }

  /**
   * A decision failed, and what it had written was given up; every hub hears of it. The time at which that began
   * stays until a decision is kept.
   *
   * @returns false where it fails as it did before
   */
  async keepTrouble(
    id: string,
    { text, remedy }: Trouble,
    at: number,
    by: string,
  ): Promise<boolean> {
    return this.inTransaction(async (tx) => {
      const { rowCount } = await tx.query(
        `UPDATE rollouts SET trouble = jsonb_build_object(
           'since', coalesce((trouble->>'since')::bigint, $2::bigint), 'text', $3::text, 'remedy', $4::text)
         WHERE id = $1 AND trouble->>'text' IS DISTINCT FROM $3`,
        [id, at, text, remedy],
      );
      if (rowCount === 1) await this.notify(tx, id, `${by} trouble`);
      return rowCount === 1;
    });
  }

  /** Rollouts on which news are to be decided, and those of their members that are on these devices. */
  async openWith(
    devices: readonly string[],
  ): Promise<ReadonlyMap<string, { device: string; stream: string }[]>> {
    const { rows } = await this.pool.query<{ rollout: string; device: string; stream: string }>(
      `SELECT m.rollout, m.device, m.stream
       FROM rollout_members m JOIN rollouts r ON r.id = m.rollout
       WHERE r.open AND m.device = ANY ($1)
         -- Those that are only watched are looked at now and then, not with every report.
         AND NOT (r.state = 'SUCCEEDED' AND m.state = 'succeeded')`,
      [devices],
    );
    return Map.groupBy(rows, ({ rollout }) => rollout);
  }

  /** With the time at which to look again. */
  async open(): Promise<{ id: string; againAt: number | null }[]> {
    const { rows } = await this.pool.query<{ id: string; againAt: number | null }>(
      'SELECT id, again_at AS "againAt" FROM rollouts WHERE open',
    );
    return rows;
  }

  /** Those of these releases that a rollout still needs, for its devices or to take them back. */
  async usesOf(releases: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
    const { rows } = await this.pool.query<{ release: string; name: string }>(
      `SELECT release, name FROM rollouts
       WHERE release = ANY ($1) AND (open OR state IN ('DRAFT', 'APPROVED'))
       UNION
       SELECT m.previous_release, r.name FROM rollout_members m JOIN rollouts r ON r.id = m.rollout
       WHERE r.open AND m.previous_release = ANY ($1)`,
      [releases],
    );
    const found = Map.groupBy(rows, ({ release }) => release);
    return new Map([...found].map(([release, uses]) => [release, uses.map(({ name }) => name)]));
  }

  /** Approved after this one: what they have assigned has taken its devices over. */
  async approvedAfter(tx: Transaction, id: string): Promise<ReadonlySet<string>> {
    const { rows } = await tx.query<{ id: string }>(
      `SELECT later.id FROM rollouts later, rollouts this
       WHERE this.id = $1 AND later.id <> $1 AND later.approved_at > coalesce(this.approved_at, 0)`,
      [id],
    );
    return new Set(rows.map((row) => row.id));
  }
}

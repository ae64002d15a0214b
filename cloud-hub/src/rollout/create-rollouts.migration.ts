import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateRollouts1795540000900 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    // Who acts on a rollout holds its row for the whole transaction: two hubs never both act.
    await runner.query(`
      CREATE TABLE rollouts (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        release text NOT NULL,
        model text NOT NULL,
        version text NOT NULL,
        plan jsonb NOT NULL,
        state text NOT NULL,
        reason text,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        approved_at bigint,
        ended_at bigint,
        evaluation jsonb NOT NULL,
        -- The last decision: its gates, why waves wait, when to look again, and whether news matter.
        gates jsonb NOT NULL DEFAULT '[]',
        waits_for jsonb NOT NULL DEFAULT '[]',
        again_at bigint,
        open boolean NOT NULL DEFAULT false
      )`);
    await runner.query('CREATE INDEX rollouts_newest ON rollouts (created_at DESC)');
    await runner.query('CREATE INDEX rollouts_open ON rollouts (id) WHERE open');
    await runner.query(`
      CREATE TABLE rollout_waves (
        rollout uuid NOT NULL REFERENCES rollouts ON DELETE CASCADE,
        wave int NOT NULL,
        state text NOT NULL DEFAULT 'pending',
        started_at bigint,
        since bigint,
        let_begin boolean NOT NULL DEFAULT false,
        background jsonb,
        waived jsonb,
        PRIMARY KEY (rollout, wave)
      )`);
    await createMembers(runner);
  }
}

async function createMembers(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE rollout_members (
        rollout uuid NOT NULL REFERENCES rollouts ON DELETE CASCADE,
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        site text NOT NULL,
        wave int NOT NULL,
        variant text NOT NULL,
        state text NOT NULL DEFAULT 'waiting',
        since bigint NOT NULL,
        deadline_at bigint,
        reason jsonb,
        -- Of the assignment that is in force by this rollout.
        sequence int,
        revert boolean NOT NULL DEFAULT false,
        previous_release text,
        previous_variant text,
        PRIMARY KEY (rollout, device, stream)
      )`);
  await runner.query('CREATE INDEX rollout_members_device ON rollout_members (device)');
  await runner.query(`
      CREATE TABLE rollout_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        rollout uuid NOT NULL REFERENCES rollouts ON DELETE CASCADE,
        at bigint NOT NULL,
        by text,
        what text NOT NULL,
        detail text NOT NULL
      )`);
  await runner.query('CREATE INDEX rollout_events_rollout ON rollout_events (rollout, id DESC)');
}

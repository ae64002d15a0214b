import { ForwardMigration, type MigrationRunner } from '../../database/forward-migration.ts';

export class CreateJobs1795400000700 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await createJobs(runner);
    await createFiles(runner);
  }
}

async function createJobs(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE compression_job (
        id uuid PRIMARY KEY,
        kind text NOT NULL,
        name text NOT NULL,
        -- JobOrder (shared/protocol/jobs): what is to be done, on what data.
        request jsonb NOT NULL,
        state text NOT NULL CHECK
          (state IN ('queued', 'running', 'done', 'infeasible', 'failed', 'cancelled')),
        created_by text NOT NULL,
        created_at bigint NOT NULL,
        started_at bigint,
        finished_at bigint,
        worker text,
        -- Rises with every claim. What a worker writes bears the attempt it claimed, so that one that was
        -- thought dead and comes back writes nothing.
        attempt integer NOT NULL DEFAULT 0,
        -- The queue's own job, which brings this one to a worker; another one for every retry.
        queue_id uuid,
        error_code text,
        error_text text
      )`);
  await runner.query(
    'CREATE INDEX compression_job_newest ON compression_job (created_at DESC, id)',
  );
  await runner.query(`
      CREATE INDEX compression_job_open ON compression_job (state)
      WHERE state IN ('queued', 'running')`);
  await runner.query(`
      CREATE TABLE compression_stage (
        job uuid NOT NULL REFERENCES compression_job ON DELETE CASCADE,
        stage text NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'done', 'skipped')),
        fraction double precision NOT NULL,
        message text NOT NULL,
        figures jsonb NOT NULL DEFAULT '{}',
        attempt integer NOT NULL,
        started_at bigint NOT NULL,
        finished_at bigint,
        PRIMARY KEY (job, stage)
      )`);
}

async function createFiles(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE compression_artefact (
        job uuid NOT NULL REFERENCES compression_job ON DELETE CASCADE,
        name text NOT NULL,
        sha256 text NOT NULL,
        size integer NOT NULL CHECK (size <= 134217728),
        bytes bytea NOT NULL,
        created_at bigint NOT NULL,
        PRIMARY KEY (job, name)
      )`);
  // Bundles and packed rows do not shrink; without the attempt they are written and read much faster.
  await runner.query('ALTER TABLE compression_artefact ALTER COLUMN bytes SET STORAGE EXTERNAL');
  await runner.query(`
      CREATE TABLE compression_upload (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        sha256 text NOT NULL,
        size integer NOT NULL CHECK (size <= 67108864),
        bytes bytea NOT NULL,
        created_by text NOT NULL,
        created_at bigint NOT NULL
      )`);
}

import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateDatasets1795522000500 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await createDatasets(runner);
    await createCaptures(runner);
  }
}

async function createDatasets(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE datasets (
        id uuid PRIMARY KEY,
        name text NOT NULL UNIQUE,
        source jsonb NOT NULL,
        channels jsonb NOT NULL,
        period_ms int NOT NULL,
        split jsonb NOT NULL,
        note text NOT NULL,
        warnings jsonb NOT NULL,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        used_at bigint
      )`);
  await runner.query(`
      CREATE TABLE dataset_recordings (
        dataset uuid NOT NULL REFERENCES datasets ON DELETE CASCADE,
        place int NOT NULL,
        file text NOT NULL,
        sha256 text NOT NULL,
        rows int NOT NULL,
        from_at bigint,
        to_at bigint,
        anomalous_rows int,
        PRIMARY KEY (dataset, place)
      )`);
  // gzip of packed columns: time, break, label, then the channels.
  await runner.query(`
      CREATE TABLE dataset_chunks (
        dataset uuid NOT NULL,
        recording int NOT NULL,
        place int NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (dataset, recording, place),
        FOREIGN KEY (dataset, recording) REFERENCES dataset_recordings ON DELETE CASCADE
      )`);
  await runner.query('ALTER TABLE dataset_chunks ALTER body SET STORAGE EXTERNAL');
}

async function createCaptures(runner: MigrationRunner): Promise<void> {
  await runner.query(`
      CREATE TABLE captures (
        id uuid PRIMARY KEY,
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        from_at bigint NOT NULL,
        to_at bigint NOT NULL,
        name text NOT NULL,
        note text NOT NULL,
        max_rows int NOT NULL,
        state text NOT NULL,
        ring text,
        first_block int,
        total int,
        channels jsonb,
        period_ms int,
        received int NOT NULL DEFAULT 0,
        received_bytes bigint NOT NULL DEFAULT 0,
        heard_at bigint,
        command uuid,
        asks int NOT NULL DEFAULT 0,
        asked_at bigint,
        detail text,
        dataset uuid REFERENCES datasets ON DELETE SET NULL,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        expires_at bigint NOT NULL,
        ended_at bigint
      )`);
  await runner.query(
    `CREATE INDEX captures_active ON captures (device) WHERE state IN ('waiting', 'running')`,
  );
  await runner.query(`
      CREATE TABLE capture_chunks (
        capture uuid NOT NULL REFERENCES captures ON DELETE CASCADE,
        place int NOT NULL,
        rows int NOT NULL,
        body bytea NOT NULL,
        PRIMARY KEY (capture, place)
      )`);
  await runner.query('ALTER TABLE capture_chunks ALTER body SET STORAGE EXTERNAL');
}

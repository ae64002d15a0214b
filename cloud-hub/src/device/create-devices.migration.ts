import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateDevices1764000000200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE devices (
        id text PRIMARY KEY,
        site text NOT NULL,
        labels jsonb NOT NULL DEFAULT '{}',
        secret_hash text NOT NULL,
        created_at bigint NOT NULL,
        revoked_at bigint,
        presence text NOT NULL DEFAULT 'unknown'
          CHECK (presence IN ('online', 'offline', 'unknown')),
        offline_by text CHECK (offline_by IN ('will', 'silence')),
        status jsonb,
        last_seen_at bigint,
        reported jsonb,
        load jsonb
      )`);
    // What people set; "desired" is composed of it, and numbered, when it changes.
    await runner.query(`
      CREATE TABLE stream_policies (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        policy jsonb NOT NULL,
        changed_at bigint NOT NULL,
        changed_by text NOT NULL,
        PRIMARY KEY (device, stream)
      )`);
    await runner.query(`
      CREATE TABLE desired (
        device text PRIMARY KEY REFERENCES devices ON DELETE CASCADE,
        generation int NOT NULL,
        document jsonb NOT NULL,
        changed_at bigint NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE commands (
        id uuid PRIMARY KEY,
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        type text NOT NULL,
        args jsonb NOT NULL,
        created_at bigint NOT NULL,
        created_by text NOT NULL,
        expires_at bigint NOT NULL,
        ok boolean,
        detail text,
        result_at bigint
      )`);
    await runner.query('CREATE INDEX commands_device ON commands (device, created_at DESC)');
  }
}

import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateEvents1764000000500 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    // Not partitioned: the key that makes a second delivery harmless has no time in it.
    await runner.query(`
      CREATE TABLE events (
        device text NOT NULL,
        queue_id text NOT NULL,
        seq bigint NOT NULL,
        type text NOT NULL,
        stream text,
        -- Of an alert or a sensor fault.
        alert_id uuid,
        at bigint NOT NULL,
        corrected_at bigint NOT NULL,
        received_at bigint NOT NULL,
        record jsonb NOT NULL,
        PRIMARY KEY (device, queue_id, seq)
      )`);
    await runner.query(`
      CREATE INDEX events_alert ON events (device, alert_id, at) WHERE alert_id IS NOT NULL`);
    await runner.query(`
      CREATE INDEX events_gap ON events (device, received_at) WHERE type = 'gap'`);
    await runner.query(`
      CREATE TABLE dead_letters (
        no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        device text NOT NULL,
        topic text NOT NULL,
        code text NOT NULL,
        reason text NOT NULL,
        payload bytea NOT NULL,
        payload_bytes int NOT NULL,
        received_at bigint NOT NULL,
        -- Where the record has a number it is acknowledged, and kept once.
        queue_id text,
        seq bigint
      )`);
    await runner.query(`
      CREATE UNIQUE INDEX dead_letters_delivery ON dead_letters (device, topic, queue_id, seq)
      WHERE seq IS NOT NULL`);
    await runner.query('CREATE INDEX dead_letters_received ON dead_letters (received_at)');
  }
}

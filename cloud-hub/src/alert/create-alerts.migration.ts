import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateAlerts1764000000400 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE alerts (
        device text NOT NULL,
        -- Chosen by the device; two devices may choose the same.
        id uuid NOT NULL,
        site text NOT NULL,
        stream text NOT NULL,
        area text,
        kind text NOT NULL,
        -- The channel of a sensor fault; empty for an anomaly. Shelving is by (device, stream, kind, subject).
        subject text NOT NULL,
        -- 0 high, 1 medium, 2 low
        priority smallint NOT NULL,
        state text NOT NULL,
        what text NOT NULL,
        -- What the device's records say (alert-fold.ts); the columns around it are for finding.
        fold jsonb NOT NULL,
        raised_at bigint NOT NULL,
        raise_known boolean NOT NULL,
        returned_at bigint,
        received_at bigint NOT NULL,
        acknowledged_at bigint,
        acknowledged_by text,
        note text,
        shelved_until bigint,
        shelved_by text,
        shelve_reason text,
        chattering boolean NOT NULL DEFAULT false,
        urgency smallint NOT NULL GENERATED ALWAYS AS (
          CASE WHEN state LIKE 'unacknowledged%' THEN priority ELSE 10 + priority END
        ) STORED,
        PRIMARY KEY (device, id)
      )`);
    await runner.query(`
      CREATE INDEX alerts_open ON alerts (urgency, (-raised_at), device, id) WHERE state <> 'normal'`);
    await runner.query('CREATE INDEX alerts_newest ON alerts ((-raised_at), device, id)');
    await runner.query('CREATE INDEX alerts_id ON alerts (id)');
    await runner.query('CREATE INDEX alerts_asset_raised ON alerts (device, stream, raised_at)');
    await runner.query(`
      CREATE INDEX alerts_asset_returned ON alerts (device, stream, returned_at)
      WHERE returned_at IS NOT NULL`);
    await runner.query(`
      CREATE INDEX alerts_shelved ON alerts (device, stream, kind, subject, shelved_until)
      WHERE shelved_until IS NOT NULL`);
    await runner.query(`
      CREATE TABLE alert_actions (
        no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        device text NOT NULL,
        alert_id uuid NOT NULL,
        at bigint NOT NULL,
        what text NOT NULL,
        -- Null where the hub itself did it: a shelf that ran out.
        by_user text,
        text text
      )`);
    await runner.query('CREATE INDEX alert_actions_alert ON alert_actions (device, alert_id)');
  }
}

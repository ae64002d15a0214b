import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateStreamReleases1795540000200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    // The last assignment of each stream; a row stays when it is withdrawn, as its number must go on rising.
    await runner.query(`
      CREATE TABLE stream_releases (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        sequence int NOT NULL,
        -- SignedDocuments, as they stand in "desired".
        assignment jsonb NOT NULL,
        manifest jsonb,
        hold boolean NOT NULL,
        withdrawn boolean NOT NULL,
        rollout uuid,
        release text,
        variant text,
        changed_at bigint NOT NULL,
        PRIMARY KEY (device, stream)
      )`);
    await runner.query('CREATE INDEX stream_releases_release ON stream_releases (release)');
    // What each stream last told of an assignment (ReleaseReport); "since" is the hub's clock.
    await runner.query(`
      CREATE TABLE stream_release_states (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        sequence int NOT NULL,
        phase text NOT NULL,
        since bigint NOT NULL,
        report jsonb NOT NULL,
        PRIMARY KEY (device, stream)
      )`);
    // Key lists that every device is to have: one row, as the model room has published them.
    await runner.query(`
      CREATE TABLE desired_keys (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        documents jsonb NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE absences (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        from_at bigint NOT NULL,
        to_at bigint NOT NULL,
        PRIMARY KEY (device, from_at)
      )`);
    // Their summary, so that a rollout reads one row of each device.
    await runner.query(`
      CREATE TABLE absence_habits (
        device text PRIMARY KEY REFERENCES devices ON DELETE CASCADE,
        count int NOT NULL,
        p95_ms bigint NOT NULL,
        longest_ms bigint NOT NULL,
        total_ms bigint NOT NULL,
        first_at bigint NOT NULL
      )`);
  }
}

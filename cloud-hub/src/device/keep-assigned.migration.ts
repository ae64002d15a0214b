import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class KeepAssigned1795555400200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    // Releases that the stream was ever assigned: what a device says it has committed is believed among these.
    await runner.query(
      `ALTER TABLE stream_releases ADD COLUMN assigned text[] NOT NULL DEFAULT '{}'`,
    );
    await runner.query(
      'UPDATE stream_releases SET assigned = ARRAY[release] WHERE release IS NOT NULL',
    );
  }
}

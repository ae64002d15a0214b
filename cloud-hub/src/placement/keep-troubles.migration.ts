import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** Devices on which the last decision failed, and since when decisions do. */
export class KeepTroubles1795561800800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placement_troubles (
        device text PRIMARY KEY REFERENCES devices ON DELETE CASCADE,
        since bigint NOT NULL,
        text text NOT NULL,
        remedy text NOT NULL
      )`);
  }
}

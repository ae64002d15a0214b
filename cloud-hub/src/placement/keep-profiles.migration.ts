import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** What devices had measured of their variants, from when on: what-if is asked about a past that had other figures. */
export class KeepProfiles1795560000800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placement_profiles (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        at bigint NOT NULL,
        release text,
        profiles jsonb NOT NULL,
        PRIMARY KEY (device, stream, at)
      )`);
  }
}

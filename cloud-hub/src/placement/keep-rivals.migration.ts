import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** How often other programs had all CPUs at work, and with how many threads: what waiting for one follows from. */
export class KeepRivals1795551800800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE load_samples ADD COLUMN cpu_full_percent real, ADD COLUMN cpu_rivals real',
    );
  }
}

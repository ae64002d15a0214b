import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** Samples that were stored before devices told of rivals for their CPUs get the keys that the schema now has. */
export class KeepRivals1795551800200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      UPDATE devices SET load = '{"cpuFullPercent": null, "cpuRivals": null}'::jsonb || load
      WHERE load IS NOT NULL`);
  }
}

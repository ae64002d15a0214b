import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** When a switch was by the hub's clock: a device's may be wrong, and is what names the switch. */
export class CorrectSwitches1795561200800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE placement_switches ADD COLUMN corrected_at bigint');
    await runner.query('UPDATE placement_switches SET corrected_at = at');
    await runner.query('ALTER TABLE placement_switches ALTER COLUMN corrected_at SET NOT NULL');
    await runner.query('DROP INDEX placement_switches_at');
    await runner.query(
      'CREATE INDEX placement_switches_corrected_at ON placement_switches (corrected_at)',
    );
    await runner.query(
      'CREATE INDEX placement_switches_of_stream ON placement_switches (device, stream, corrected_at)',
    );
  }
}

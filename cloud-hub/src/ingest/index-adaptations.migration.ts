import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class IndexAdaptations1795000000500 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX events_adapted ON events (device, stream, at, queue_id, seq)
      WHERE type = 'adapted'`);
  }
}

import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class AddReset1795000000400 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE alerts ADD COLUMN reset_by text');
  }
}

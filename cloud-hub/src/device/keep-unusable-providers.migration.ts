import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** What was stored before devices told which providers of their runtime they cannot use. */
export class KeepUnusableProviders1795560000200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      UPDATE devices SET reported = jsonb_set(reported, '{capabilities}',
        '{"unusableProviders": []}'::jsonb || (reported->'capabilities'))
      WHERE reported IS NOT NULL`);
  }
}

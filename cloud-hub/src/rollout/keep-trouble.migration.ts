import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** Why the last decision on a rollout failed, and since when decisions do; null: it was made. */
export class KeepTrouble1795561200900 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query('ALTER TABLE rollouts ADD COLUMN trouble jsonb');
  }
}

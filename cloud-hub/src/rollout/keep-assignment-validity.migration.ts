import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** Plans that were kept before it was a setting: what was the rule then. */
export class KeepAssignmentValidity1795541000900 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      UPDATE rollouts SET plan = jsonb_set(plan, '{deadlines,assignmentMs}', '2592000000')
      WHERE NOT plan->'deadlines' ? 'assignmentMs'`);
  }
}

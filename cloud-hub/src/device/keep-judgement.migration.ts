import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/** What was stored before streams told how they are judged gets the keys that the schemas now have. */
export class KeepJudgement1795000000200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      UPDATE devices SET reported = jsonb_set(reported, '{streams}', coalesce(
        (SELECT jsonb_agg('{"judgement": null}'::jsonb || stream)
         FROM jsonb_array_elements(reported->'streams') AS stream), '[]'))
      WHERE reported IS NOT NULL`);
    await runner.query(`
      UPDATE stream_policies SET policy =
        '{"alarmsPerDay": null, "decision": null, "adaptive": null, "commissioning": null}'::jsonb
        || policy`);
  }
}

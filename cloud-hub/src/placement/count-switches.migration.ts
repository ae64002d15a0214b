import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

/**
 * Switches by the hour, counted as they come: counting a week of a thousand devices anew took seconds. A
 * stream counts once an hour, with the code of its first switch, so that `streams` can be added up.
 */
export class CountSwitches1795560600800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placement_switch_hours (
        at bigint NOT NULL,
        code text NOT NULL,
        switches int NOT NULL,
        by_guard int NOT NULL,
        streams int NOT NULL,
        PRIMARY KEY (at, code)
      )`);
    await runner.query(`
      INSERT INTO placement_switch_hours (at, code, switches, by_guard, streams)
      SELECT at / 3600000 * 3600000, report->>'code', count(*),
        count(*) FILTER (WHERE report->>'by' = 'guard'), count(*) FILTER (WHERE place = 1)
      FROM (
        SELECT at, report,
          row_number() OVER (PARTITION BY device, stream, at / 3600000 ORDER BY at) AS place
        FROM placement_switches
      ) s
      GROUP BY 1, 2`);
  }
}

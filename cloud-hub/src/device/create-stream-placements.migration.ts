import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateStreamPlacements1795548400200 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    // PlacementWishes, as they stand in "desired". A row stays: its number must go on rising.
    await runner.query(`
      CREATE TABLE stream_placements (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        wish jsonb NOT NULL,
        changed_at bigint NOT NULL,
        PRIMARY KEY (device, stream)
      )`);
    // What was stored before devices told of their placement gets the keys that the schemas now have.
    await runner.query(`
      UPDATE devices SET reported = jsonb_set(
        jsonb_set(reported, '{streams}', coalesce(
          (SELECT jsonb_agg('{"placement": null}'::jsonb || stream)
           FROM jsonb_array_elements(reported->'streams') AS stream), '[]')),
        '{capabilities}', '{"board": null}'::jsonb || (reported->'capabilities'))
      WHERE reported IS NOT NULL`);
    await runner.query(`
      UPDATE devices SET load = '{"otherCpuPercent": null, "cpuOnline": null, "cpuClockRatio": null,
        "cpuPressurePercent": null, "gpuPercent": null, "gpuClockRatio": null,
        "gpuMemoryUsedBytes": null, "gpuMemoryTotalBytes": null, "zones": [], "headroomC": null,
        "criticalHeadroomC": null, "powerMilliwatts": null, "overCurrentEvents": null,
        "throttled": null, "powerMode": null, "streams": []}'::jsonb || load
      WHERE load IS NOT NULL`);
  }
}

import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreatePlacements1795548500800 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await createSamples(runner);
    // The scope as it is typed: fleet, site:A, stream:D/S …
    await runner.query(`
      CREATE TABLE placement_policies (
        scope text PRIMARY KEY,
        policy jsonb NOT NULL,
        changed_at bigint NOT NULL,
        changed_by text NOT NULL
      )`);
    // The last decision on each stream: a hub that starts anew goes on where the last one was.
    await runner.query(`
      CREATE TABLE placements (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        decided_at bigint NOT NULL,
        release text,
        choice jsonb NOT NULL,
        policy_source jsonb,
        predicted jsonb NOT NULL,
        memory jsonb NOT NULL,
        PRIMARY KEY (device, stream)
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE TABLE placement_choices (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        at bigint NOT NULL,
        number int NOT NULL,
        release text,
        "from" jsonb,
        choice jsonb NOT NULL,
        policy_source jsonb,
        predicted jsonb NOT NULL,
        load jsonb
      )`);
    await runner.query(
      'CREATE INDEX placement_choices_stream ON placement_choices (device, stream, id DESC)',
    );
    // As devices report them, by their own clocks.
    await runner.query(`
      CREATE TABLE placement_switches (
        device text NOT NULL REFERENCES devices ON DELETE CASCADE,
        stream text NOT NULL,
        at bigint NOT NULL,
        report jsonb NOT NULL,
        PRIMARY KEY (device, stream, at)
      )`);
    await runner.query('CREATE INDEX placement_switches_at ON placement_switches (at)');
  }
}

async function createSamples(runner: MigrationRunner): Promise<void> {
  const reals = [
    ...['cpu_percent', 'other_cpu_percent', 'cpu_pressure_percent', 'cpu_clock_ratio'],
    ...['gpu_percent', 'gpu_clock_ratio', 'gpu_memory_used_bytes', 'gpu_memory_total_bytes'],
    ...['memory_used_bytes', 'memory_total_bytes', 'temperature_c', 'headroom_c'],
    ...['critical_headroom_c', 'power_milliwatts', 'inference_p50_us', 'inference_p95_us'],
  ];
  // Half minutes. Partitions are made by the day; what fits none lands in the default one.
  await runner.query(`
    CREATE TABLE load_samples (
      device text NOT NULL,
      at bigint NOT NULL,
      ${reals.map((name) => `${name} real,`).join(' ')}
      cpu_online int,
      over_current_events bigint,
      throttled boolean,
      power_mode text,
      streams jsonb NOT NULL,
      PRIMARY KEY (device, at)
    ) PARTITION BY RANGE (at)`);
  await runner.query('CREATE TABLE load_samples_default PARTITION OF load_samples DEFAULT');
}

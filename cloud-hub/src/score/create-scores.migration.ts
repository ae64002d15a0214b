import { ForwardMigration, type MigrationRunner } from '../database/forward-migration.ts';

export class CreateScores1764000000600 extends ForwardMigration {
  async up(runner: MigrationRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE score_contexts (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- SHA-256 of the rest.
        digest bytea NOT NULL UNIQUE,
        model_digest text,
        variant text,
        channels text[] NOT NULL
      )`);
    // Partitions are made by partition-plan.ts; what fits none lands in the default one.
    await runner.query(`
      CREATE TABLE scores (
        device text NOT NULL,
        stream text NOT NULL,
        at bigint NOT NULL,
        received_at bigint NOT NULL,
        source_at bigint,
        context_id bigint NOT NULL,
        replayed boolean NOT NULL,
        score double precision,
        threshold double precision,
        latency_us real,
        "values" real[] NOT NULL,
        expected real[] NOT NULL
      ) PARTITION BY RANGE (at)`);
    // One index does both: no window twice, and a day of one stream without touching the table.
    await runner.query(
      'CREATE UNIQUE INDEX scores_window ON scores (device, stream, at) INCLUDE (score)',
    );
    await runner.query('CREATE TABLE scores_default PARTITION OF scores DEFAULT');
  }
}

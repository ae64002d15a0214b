import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Pool } from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { configModule } from '../config/config.module.ts';
import { loadConfig } from '../config/load-config.ts';
import type { OpenDatabase } from '../database/open-database.ts';
import { DailyPartitions, dailyPartitions } from '../database/partitions/daily-partitions.ts';
import { PartitionRepository } from '../database/partitions/partition.repository.ts';
import { dayMs } from '../database/partitions/partition-plan.ts';
import { inTransaction } from '../database/transaction.ts';
import { scoreBlock } from './blocks.fixture.ts';
import { ScoreRepository } from './score.repository.ts';
import { scoreSchema } from './score.schema.ts';
import { ScoreContextRepository } from './score-context.repository.ts';
import { scoreDays } from './score-days.ts';
import { ScoreIntake } from './score-intake.ts';

let database: OpenDatabase;
let now = Date.parse('2026-03-02T12:00:00Z');
let maintenance: DailyPartitions;

const hub = () =>
  new DailyPartitions(new PartitionRepository(database.pool), scoreDays, 7, () => now);

beforeAll(async () => {
  database = await openTestDatabase(scoreSchema);
});
afterAll(() => database.close());
beforeEach(() => {
  now = Date.parse('2026-03-02T12:00:00Z');
  maintenance = hub();
});

async function insert(at: number): Promise<number> {
  const { pool } = database;
  const intake = new ScoreIntake(new ScoreRepository(pool), new ScoreContextRepository(pool));
  const received = { device: 'pump-1', receivedAt: now, block: scoreBlock({ seq: 1 }, [at], [1]) };
  const placed = await intake.place([received]);
  return (await inTransaction(pool, (tx) => intake.apply(tx, placed))).length;
}

async function partitionsWithRows(): Promise<Record<string, number>> {
  const { rows } = await database.pool.query<{ name: string; rows: number }>(
    'SELECT tableoid::regclass::text AS name, count(*)::int AS rows FROM scores GROUP BY 1',
  );
  return Object.fromEntries(rows.map(({ name, rows }) => [name, rows]));
}

test('a week of a hub: days are made ahead, strays find their day, old days go', async () => {
  await insert(now);
  await insert(now - 3 * dayMs);
  await insert(now - 300 * dayMs);
  await insert(now + 4000 * dayMs);
  expect(await partitionsWithRows()).toEqual({ scores_default: 4 });

  expect(await maintenance.run()).toBe(true);
  expect(await partitionsWithRows()).toEqual({
    scores_20260302: 1,
    scores_20260227: 1,
    scores_default: 1, // the clock far ahead: never dropped for being old
  });
  await insert(now + dayMs);
  expect(await insert(now - 3 * dayMs)).toBe(0); // dedupe holds across the move

  now += 6 * dayMs;
  await maintenance.run();
  expect(await partitionsWithRows()).toEqual({
    scores_20260302: 1,
    scores_20260303: 1,
    scores_default: 1,
  });
  now += 2 * dayMs;
  await maintenance.run();
  expect(await partitionsWithRows()).toEqual({ scores_20260303: 1, scores_default: 1 });
});

test('only one hub at a time', async () => {
  const { pool } = database;
  const another = hub();
  await inTransaction(pool, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(7305218213)');
    expect(await another.run()).toBe(false);
  });
  expect(await another.run()).toBe(true);
});

test('a hub has them made when it starts', async () => {
  const room = class Room {};
  Module({
    imports: [configModule(loadConfig({ LOOKOUT_SCORE_RETENTION_DAYS: '2' }), () => now)],
    providers: [
      { provide: Pool, useValue: database.pool },
      dailyPartitions(scoreDays, ({ scoreRetentionDays }) => scoreRetentionDays),
    ],
  })(room);
  now += 30 * dayMs;
  await insert(now - dayMs);
  await insert(now - 4 * dayMs);
  const app = await NestFactory.createApplicationContext(room, { logger: false });
  await app.close();
  expect(await partitionsWithRows()).toEqual({ scores_20260331: 1, scores_default: 1 });
});

test('the history of a day is found through the index alone', async () => {
  const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(
    `EXPLAIN SELECT at, score FROM scores
     WHERE device = 'pump-1' AND stream = 'loop' AND at BETWEEN ${now} AND ${now + dayMs}`,
  );
  expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Only Scan/);
});

import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../transaction.ts';
import { type DailyTable, dayMs, type PartitionPlan, partitionName } from './partition-plan.ts';

/** What the catalogue says of a table's partitions. */
export interface PartitionFacts {
  readonly partitions: readonly string[];
  /** Days UTC since 1970 that have rows in the default partition. */
  readonly defaultDays: readonly number[];
}

@Injectable()
export class PartitionRepository {
  constructor(private readonly pool: Pool) {}

  /**
   * Reads the facts and carries the plan out, one hub at a time; false when another is at it. A partition
   * is dropped only if it can be locked soon: dropping waits for readers, and the ingest waits behind it.
   */
  async maintain(
    { name: table, lockKey }: DailyTable,
    plan: (facts: PartitionFacts) => PartitionPlan,
  ): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '5s'`);
      const { rows } = await tx.query<{ free: boolean }>(
        'SELECT pg_try_advisory_xact_lock($1) AS free',
        [lockKey],
      );
      if (rows[0]?.free !== true) return false;
      const { create, drop, deleteBefore } = plan(await factsOf(tx, table));
      for (const day of create) await createPartition(tx, table, day);
      for (const name of drop) await tx.query(`DROP TABLE ${name}`);
      await tx.query(`DELETE FROM ${table}_default WHERE at < $1`, [deleteBefore]);
      return true;
    });
  }
}

async function factsOf(tx: Transaction, table: string): Promise<PartitionFacts> {
  const partitions = await tx.query<{ name: string }>(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass`,
    [table],
  );
  const days = await tx.query<{ day: number }>(
    `SELECT DISTINCT (at / $1::bigint)::int AS day FROM ${table}_default`,
    [dayMs],
  );
  return {
    partitions: partitions.rows.map(({ name }) => name),
    defaultDays: days.rows.map(({ day }) => day),
  };
}

/** The default partition must not hold rows of the day, so they move over before the new one is attached. */
async function createPartition(tx: Transaction, table: string, day: number): Promise<void> {
  const name = partitionName(table, day);
  const [from, to] = [day * dayMs, (day + 1) * dayMs];
  // Against rows that would slip into the default partition between moving and attaching.
  await tx.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
  await tx.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING DEFAULTS)`);
  await tx.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE at >= ${from} AND at < ${to} RETURNING *)
     INSERT INTO ${name} SELECT * FROM moved`,
  );
  await tx.query(
    `ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to})`,
  );
}

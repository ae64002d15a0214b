import type { DataSource } from 'typeorm';

/** Any number will do, as long as every hub takes the same: "lookout" in ASCII. */
const lockKey = '30521821366318452';

/** Runs what is missing, one transaction each; a lock lets two hubs start at once. */
export async function migrate(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [lockKey]);
    await runner.release();
  }
}

import pg from 'pg';
import { DataSource } from 'typeorm';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';

/** The two ways to the database: TypeORM for rows one by one, the pool for statements over thousands of rows. */
export interface OpenDatabase {
  readonly dataSource: DataSource;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/**
 * Connects and brings the schema up to date. Times are bigint milliseconds everywhere, as on the wire; int8
 * is read as a number, which holds them exactly.
 */
export async function openDatabase(url: string, schema: Schema): Promise<OpenDatabase> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...schema.entities],
    migrations: [...schema.migrations],
    parseInt8: true,
    poolSize: 8,
    applicationName: 'lookout-hub',
  });
  await dataSource.initialize();
  try {
    await migrate(dataSource);
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
  const pool = new pg.Pool({ connectionString: url, max: 8, application_name: 'lookout-ingest' });
  // A lost idle connection is replaced at the next query; without a listener it would end the process.
  pool.on('error', () => undefined);
  // The same while the pool is closing: it takes its own listener away before the connection has ended.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    dataSource,
    pool,
    close: async () => {
      await pool.end();
      await dataSource.destroy();
    },
  };
}

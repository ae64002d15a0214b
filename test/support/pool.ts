import pg from 'pg';

/** For a test's own look into the database; that its server ends before it does is no failure. */
export function openPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

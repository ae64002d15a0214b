import pg from 'pg';

const connectTimeoutMs = 10_000;

/** Runs `work` on a connection of its own, which ends with it. */
export async function withClient<T>(
  url: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    // Not waited for: where the other side is no PostgreSQL, the end may never be told.
    client.end().catch(() => undefined);
    throw error;
  }
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

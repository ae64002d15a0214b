import type { Pool, PoolClient } from 'pg';

/** A transaction under way, handed from room to room so that all they write is committed at once. */
export type Transaction = Pick<PoolClient, 'query'>;

/** Commits what `work` did, or nothing. A connection that failed is not used again. */
export async function inTransaction<T>(
  pool: Pool,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // Between queries a lost connection is told by this event alone; the next query then fails.
  const onLost = () => undefined;
  client.on('error', onLost);
  let failure: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    failure = await client.query('ROLLBACK').then(
      () => undefined,
      (lost: Error) => lost,
    );
    throw error;
  } finally {
    client.off('error', onLost);
    client.release(failure);
  }
}

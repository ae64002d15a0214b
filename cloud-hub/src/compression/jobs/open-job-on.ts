import type { Pool } from 'pg';
import type { DatasetUse } from '../../dataset/dataset-uses.ts';

/** Finds a job that waits or runs and reads a data set. */
export const openJobOn =
  (pool: Pool): DatasetUse =>
  async (dataset) => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT name FROM compression_job WHERE state IN ('queued', 'running')
         AND $1 IN (request -> 'data' ->> 'id', request -> 'labelled' ->> 'id')
       ORDER BY created_at LIMIT 1`,
      [dataset],
    );
    const [job] = rows;
    return job === undefined ? null : `the job "${job.name}"`;
  };

import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

/** What jobs that wait or run need of other rooms. */
@Injectable()
export class JobNeeds {
  constructor(private readonly pool: Pool) {}

  /** Which of them reads this data set, in words; null: none. */
  async dataset(id: string): Promise<string | null> {
    const { rows } = await this.pool.query<{ name: string }>(
      `SELECT name FROM compression_job WHERE state IN ('queued', 'running')
         AND $1 IN (request -> 'data' ->> 'id', request -> 'labelled' ->> 'id')
       ORDER BY created_at LIMIT 1`,
      [id],
    );
    const [job] = rows;
    return job === undefined ? null : `the job "${job.name}"`;
  }
}

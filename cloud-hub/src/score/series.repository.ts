import type { AssetKey } from '@lookout/shared/protocol/names';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { SeriesPoint } from './series-points.ts';

export interface SeriesRange extends AssetKey {
  readonly from: number;
  readonly to: number;
}

/** History of one stream, always over (device, stream, at): the index answers without the other columns. */
@Injectable()
export class SeriesRepository {
  constructor(private readonly pool: Pool) {}

  /** How many windows there are; counts no further than `limit`. */
  async count({ device, stream, from, to }: SeriesRange, limit: number): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         SELECT FROM scores WHERE device = $1 AND stream = $2 AND at BETWEEN $3 AND $4 LIMIT $5
       ) AS limited`,
      [device, stream, from, to, limit],
    );
    return rows[0]?.count ?? 0;
  }

  /** Every window, oldest first. */
  async windows({ device, stream, from, to }: SeriesRange): Promise<SeriesPoint[]> {
    const { rows } = await this.pool.query<SeriesPoint>(
      `SELECT ${pointColumns}, s.score AS "scoreMin", s.at AS "fromAt", s.at AS "toAt", 1 AS rows
       FROM scores s JOIN score_contexts c ON c.id = s.context_id
       WHERE s.device = $1 AND s.stream = $2 AND s.at BETWEEN $3 AND $4
       ORDER BY s.at`,
      [device, stream, from, to],
    );
    return rows;
  }

  /** Buckets of `bucketMs`, each shown by its worst window; empty buckets are left out. */
  async buckets(range: SeriesRange, bucketMs: number): Promise<SeriesPoint[]> {
    const { rows } = await this.pool.query<SeriesPoint>(
      `SELECT ${pointColumns}, bucket."scoreMin", bucket."fromAt", bucket."toAt", bucket.rows
       FROM (
         SELECT min(at) AS "fromAt", max(at) AS "toAt", count(*)::int AS rows,
           min(score) AS "scoreMin",
           -(max(ARRAY[coalesce(score, '-Infinity'), -at]))[2]::bigint AS worst
         FROM scores WHERE device = $1 AND stream = $2 AND at BETWEEN $3 AND $4
         GROUP BY at / $5::bigint
       ) bucket
       -- LIMIT keeps this one look-up per bucket, whatever the planner thinks of a table without statistics.
       CROSS JOIN LATERAL (
         SELECT * FROM scores WHERE device = $1 AND stream = $2 AND at = bucket.worst LIMIT 1
       ) s
       JOIN score_contexts c ON c.id = s.context_id
       ORDER BY s.at`,
      [range.device, range.stream, range.from, range.to, bucketMs],
    );
    return rows;
  }
}

const pointColumns = `
  s.at, s.score, s.threshold, s.latency_us AS "latencyUs", c.channels, s."values", s.expected`;

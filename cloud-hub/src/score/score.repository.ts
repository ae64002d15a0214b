import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Transaction } from '../database/transaction.ts';
import type { ScorePoint } from './recent-scores.ts';
import { recentMs } from './recent-scores.ts';
import { type ScoreRow, windowKey } from './score-row.ts';

const rowsPerStatement = 4_000;
/** Of one stream: more than a minute of the fastest. */
const mostRecentWindows = 6_000;

@Injectable()
export class ScoreRepository {
  constructor(private readonly pool: Pool) {}

  /** Inserts the windows that are new and returns their keys (`windowKey`). */
  async insert(tx: Transaction, rows: readonly ScoreRow[]): Promise<Set<string>> {
    const fresh = new Set<string>();
    for (let from = 0; from < rows.length; from += rowsPerStatement) {
      const part = rows.slice(from, from + rowsPerStatement);
      const result = await tx.query<{ device: string; stream: string; at: number }>(
        insertSql,
        columns.map(([, , of]) => part.map(of)),
      );
      for (const row of result.rows) fresh.add(windowKey(row));
    }
    return fresh;
  }

  /** The last minute of every stream named, by the windows' own times, oldest first. */
  async recent(
    keys: readonly { readonly device: string; readonly stream: string }[],
  ): Promise<({ device: string; stream: string } & ScorePoint)[]> {
    const { rows } = await this.pool.query<{ device: string; stream: string } & ScorePoint>(
      `SELECT key.device, key.stream, s.at, s.score, s.threshold
       FROM unnest($1::text[], $2::text[]) AS key (device, stream)
       CROSS JOIN LATERAL (
         SELECT max(at) AS at FROM scores WHERE (device, stream) = (key.device, key.stream)
       ) last
       CROSS JOIN LATERAL (
         SELECT at, score, threshold FROM scores
         WHERE (device, stream) = (key.device, key.stream) AND at > last.at - $3::bigint
         ORDER BY at DESC LIMIT $4
       ) s
       ORDER BY key.device, key.stream, s.at`,
      [
        keys.map(({ device }) => device),
        keys.map(({ stream }) => stream),
        recentMs,
        mostRecentWindows,
      ],
    );
    return rows;
  }
}

const columns: readonly [name: string, type: string, of: (row: ScoreRow) => unknown][] = [
  ['device', 'text', (r) => r.device],
  ['stream', 'text', (r) => r.stream],
  ['at', 'bigint', (r) => r.at],
  ['received_at', 'bigint', (r) => r.receivedAt],
  ['source_at', 'bigint', (r) => r.sourceAt],
  ['context_id', 'bigint', (r) => r.contextId],
  ['replayed', 'boolean', (r) => r.replayed],
  ['score', 'double precision', (r) => r.score],
  ['threshold', 'double precision', (r) => r.threshold],
  ['latency_us', 'real', (r) => r.latencyUs],
  // unnest would flatten arrays of arrays: each row's array travels as text.
  ['values', 'text', (r) => r.values],
  ['expected', 'text', (r) => r.expected],
];

const quoted = columns.map(([name]) => `"${name}"`).join(', ');
const insertSql = `
  INSERT INTO scores (${quoted})
  SELECT device, stream, at, received_at, source_at, context_id, replayed, score, threshold,
    latency_us, "values"::real[], expected::real[]
  FROM unnest(${columns.map(([, type], i) => `$${i + 1}::${type}[]`).join(', ')}) AS new (${quoted})
  ON CONFLICT (device, stream, at) DO NOTHING
  RETURNING device, stream, at`;

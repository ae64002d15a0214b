import type { PlacementCode, SwitchReport } from '@lookout/shared/protocol/placement';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { hourMs } from './whole-hours.ts';

const shownSwitches = 100;

export interface SwitchRow {
  readonly device: string;
  readonly stream: string;
  readonly report: SwitchReport;
}

export interface SwitchHour {
  readonly at: number;
  readonly switches: number;
  readonly byGuard: number;
  readonly streams: number;
  readonly codes: Readonly<Partial<Record<PlacementCode, number>>>;
}

/** Switches as devices told them. */
@Injectable()
export class SwitchRepository {
  constructor(private readonly pool: Pool) {}

  /** Those that are known already stay. */
  async add(rows: readonly SwitchRow[]): Promise<void> {
    await this.pool.query(
      `INSERT INTO placement_switches (device, stream, at, report)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[])
       ON CONFLICT DO NOTHING`,
      [
        rows.map(({ device }) => device),
        rows.map(({ stream }) => stream),
        rows.map(({ report }) => report.at),
        rows.map(({ report }) => JSON.stringify(report)),
      ],
    );
  }

  /** The newest first. */
  async list(device: string, stream: string): Promise<SwitchReport[]> {
    const { rows } = await this.pool.query<{ report: SwitchReport }>(
      `SELECT report FROM placement_switches
       WHERE (device, stream) = ($1, $2) ORDER BY at DESC LIMIT $3`,
      [device, stream, shownSwitches],
    );
    return rows.map(({ report }) => report);
  }

  /** Hours that had any, over the fleet; both ends included. */
  async hours(from: number, to: number): Promise<SwitchHour[]> {
    const { rows } = await this.pool.query<SwitchHour>(
      `SELECT hour * $3::bigint AS at, sum(count)::int AS switches, sum(guard)::int AS "byGuard",
         max(streams)::int AS streams, jsonb_object_agg(code, count) AS codes
       FROM (
         SELECT at / $3::bigint AS hour, report->>'code' AS code, count(*)::int AS count,
           count(*) FILTER (WHERE report->>'by' = 'guard') AS guard
         FROM placement_switches WHERE at BETWEEN $1 AND $2 GROUP BY 1, 2
       ) c JOIN (
         SELECT at / $3::bigint AS hour, count(DISTINCT (device, stream)) AS streams
         FROM placement_switches WHERE at BETWEEN $1 AND $2 GROUP BY 1
       ) s USING (hour)
       GROUP BY hour ORDER BY hour`,
      [from, to, hourMs],
    );
    return rows;
  }

  /** Of each stream that has any since then, by `device/stream`. */
  async counts(since: number, devices: readonly string[] | null): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ key: string; count: number }>(
      `SELECT device || '/' || stream AS key, count(*)::int AS count FROM placement_switches
       WHERE at >= $1 AND ($2::text[] IS NULL OR device = ANY ($2)) GROUP BY device, stream`,
      [since, devices],
    );
    return new Map(rows.map(({ key, count }) => [key, count]));
  }

  async removeBefore(at: number): Promise<void> {
    await this.pool.query('DELETE FROM placement_switches WHERE at < $1', [at]);
  }
}

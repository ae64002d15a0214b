import type { PlacementCode, SwitchReport } from '@lookout/shared/protocol/placement';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { hourMs } from './whole-hours.ts';

const shownSwitches = 100;

export interface SwitchRow {
  readonly device: string;
  readonly stream: string;
  readonly report: SwitchReport;
  /** By the hub's clock. */
  readonly correctedAt: number;
}

export interface SwitchHour {
  readonly at: number;
  readonly switches: number;
  readonly byGuard: number;
  readonly streams: number;
  readonly codes: Readonly<Partial<Record<PlacementCode, number>>>;
}

/** Switches as devices told them, counted by the hub's clock; its own `at` names a switch of a stream. */
@Injectable()
export class SwitchRepository {
  constructor(private readonly pool: Pool) {}

  /** Those that are known already stay, and count once. */
  async add(rows: readonly SwitchRow[]): Promise<void> {
    await this.pool.query(addSql, [
      rows.map(({ device }) => device),
      rows.map(({ stream }) => stream),
      rows.map(({ report }) => report.at),
      rows.map(({ report }) => JSON.stringify(report)),
      hourMs,
      rows.map(({ correctedAt }) => correctedAt),
    ]);
  }

  /** The newest first. */
  async list(
    device: string,
    stream: string,
  ): Promise<{ readonly correctedAt: number; readonly report: SwitchReport }[]> {
    const { rows } = await this.pool.query<{ correctedAt: number; report: SwitchReport }>(
      `SELECT corrected_at AS "correctedAt", report FROM placement_switches
       WHERE (device, stream) = ($1, $2) ORDER BY corrected_at DESC LIMIT $3`,
      [device, stream, shownSwitches],
    );
    return rows;
  }

  /** Hours that had any, over the fleet: all that a stretch touches, whole. */
  async hours(from: number, to: number): Promise<SwitchHour[]> {
    const { rows } = await this.pool.query<SwitchHour>(
      `SELECT at, sum(switches)::int AS switches, sum(by_guard)::int AS "byGuard",
         sum(streams)::int AS streams, jsonb_object_agg(code, switches) AS codes
       FROM placement_switch_hours WHERE at > $1::bigint - $3::bigint AND at <= $2
       GROUP BY at ORDER BY at`,
      [from, to, hourMs],
    );
    return rows;
  }

  /** Of each stream that has any since then, by `device/stream`. */
  async counts(since: number, devices: readonly string[] | null): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ key: string; count: number }>(
      `SELECT device || '/' || stream AS key, count(*)::int AS count FROM placement_switches
       WHERE corrected_at >= $1 AND ($2::text[] IS NULL OR device = ANY ($2)) GROUP BY device, stream`,
      [since, devices],
    );
    return new Map(rows.map(({ key, count }) => [key, count]));
  }

  async removeBefore(at: number): Promise<void> {
    await this.pool.query('DELETE FROM placement_switches WHERE corrected_at < $1', [at]);
    await this.pool.query(
      'DELETE FROM placement_switch_hours WHERE at <= $1::bigint - $2::bigint',
      [...[at, hourMs]],
    );
  }
}

// What a statement inserts it does not see: "earlier" are those that were there before. In one order, so
// that two hubs do not wait for each other's counts.
const addSql = `
  WITH added AS (
    INSERT INTO placement_switches (device, stream, at, report, corrected_at)
    SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::jsonb[], $6::bigint[])
    ON CONFLICT DO NOTHING
    RETURNING device, stream, corrected_at, corrected_at / $5::bigint * $5::bigint AS hour, report
  ), placed AS (
    SELECT hour, report, NOT EXISTS (
        SELECT FROM placement_switches earlier
        WHERE (earlier.device, earlier.stream) = (added.device, added.stream)
          AND earlier.corrected_at >= added.hour AND earlier.corrected_at < added.hour + $5::bigint
      ) AND row_number() OVER (PARTITION BY device, stream, hour ORDER BY corrected_at) = 1 AS is_first
    FROM added
  )
  INSERT INTO placement_switch_hours AS known (at, code, switches, by_guard, streams)
  SELECT hour, report->>'code', count(*), count(*) FILTER (WHERE report->>'by' = 'guard'),
    count(*) FILTER (WHERE is_first)
  FROM placed GROUP BY 1, 2 ORDER BY 1, 2
  ON CONFLICT (at, code) DO UPDATE SET switches = known.switches + excluded.switches,
    by_guard = known.by_guard + excluded.by_guard, streams = known.streams + excluded.streams`;

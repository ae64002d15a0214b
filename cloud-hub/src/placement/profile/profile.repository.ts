import { VariantProfile } from '@lookout/shared/protocol/placement';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { z } from 'zod';

/** Of each stream; one whose provider comes and goes all the time keeps its newest only. */
const keptRows = 500;

/** What a device had measured of a stream's variants, from this time on. */
export interface ProfileRow {
  readonly device: string;
  readonly stream: string;
  /** Ms UTC, hub's clock. */
  readonly at: number;
  readonly release: string | null;
  readonly profiles: readonly VariantProfile[];
}

const Profiles = z.array(VariantProfile);

/** Measured profiles through time: a row for each change. */
@Injectable()
export class ProfileRepository {
  constructor(private readonly pool: Pool) {}

  /** Those that say what the stream's newest row says already are let go: another hub, or this one before it began anew, has heard them. */
  async add(rows: readonly ProfileRow[]): Promise<void> {
    await this.pool.query(
      `INSERT INTO placement_profiles (device, stream, at, release, profiles)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::jsonb[])
         AS n (device, stream, at, release, profiles)
       WHERE NOT EXISTS (
         SELECT FROM (
           SELECT release, profiles FROM placement_profiles
           WHERE (device, stream) = (n.device, n.stream) ORDER BY at DESC LIMIT 1
         ) l WHERE l.release IS NOT DISTINCT FROM n.release AND l.profiles = n.profiles)
       ON CONFLICT (device, stream, at) DO UPDATE
         SET release = excluded.release, profiles = excluded.profiles`,
      [
        rows.map(({ device }) => device),
        rows.map(({ stream }) => stream),
        rows.map(({ at }) => at),
        rows.map(({ release }) => release),
        rows.map(({ profiles }) => JSON.stringify(profiles)),
      ],
    );
  }

  /** Those in force at any time between, both ends included; by device and stream, the oldest first. */
  async between(devices: readonly string[], from: number, to: number): Promise<ProfileRow[]> {
    const { rows } = await this.pool.query<Omit<ProfileRow, 'profiles'> & { profiles: unknown }>(
      `SELECT device, stream, at, release, profiles FROM placement_profiles p
       WHERE device = ANY ($1) AND at <= $3 AND NOT EXISTS (
         SELECT FROM placement_profiles l
         WHERE (l.device, l.stream) = (p.device, p.stream) AND l.at > p.at AND l.at <= $2)
       ORDER BY device, stream, at`,
      [devices, from, to],
    );
    return rows.flatMap((row) => {
      const { success, data: profiles } = Profiles.safeParse(row.profiles);
      return success ? [{ ...row, profiles }] : [];
    });
  }

  /** Those that were out of force at that time go. */
  async removeBefore(at: number): Promise<void> {
    await this.pool.query(
      `DELETE FROM placement_profiles p USING (
         SELECT device, stream, at, lag(at) OVER newest AS until, row_number() OVER newest AS place
         FROM placement_profiles WINDOW newest AS (PARTITION BY device, stream ORDER BY at DESC)
       ) o
       WHERE (p.device, p.stream, p.at) = (o.device, o.stream, o.at)
         AND (o.until <= $1 OR o.place > $2)`,
      [at, keptRows],
    );
  }
}

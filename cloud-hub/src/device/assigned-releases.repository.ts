import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

@Injectable()
export class AssignedReleasesRepository {
  constructor(private readonly pool: Pool) {}

  /**
   * Ids of the releases that a device is told to run, and of those that it says it has committed, among all
   * that it was ever assigned: their other variants are fetched when a stream is placed, whatever became of a
   * newer assignment.
   */
  async releasesOf(device: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ release: string }>(
      `SELECT r.release FROM stream_releases r JOIN devices d ON d.id = r.device
       WHERE r.device = $1 AND NOT r.withdrawn AND r.release IS NOT NULL AND d.revoked_at IS NULL
       UNION
       SELECT s.report->'good'->>'release' FROM stream_release_states s
         JOIN devices d ON d.id = s.device
         JOIN stream_releases r ON r.device = s.device AND r.stream = s.stream
       WHERE s.device = $1 AND s.report->'good'->>'release' = ANY (r.assigned)
         AND d.revoked_at IS NULL`,
      [device],
    );
    return rows.map(({ release }) => release);
  }
}

import { Assignment } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

@Injectable()
export class AssignedReleasesRepository {
  constructor(private readonly pool: Pool) {}

  /** Ids of the releases that a device is told to run. */
  async releasesOf(device: string): Promise<string[]> {
    const { rows } = await this.pool.query<{ bytes: string }>(
      `SELECT s.value->'release'->'assignment'->>'bytes' AS bytes
       FROM desired w JOIN devices d ON d.id = w.device, jsonb_each(w.document->'streams') s
       WHERE w.device = $1 AND d.revoked_at IS NULL AND s.value ? 'release'`,
      [device],
    );
    return rows.flatMap(({ bytes }) => {
      const { release } = Assignment.parse(JSON.parse(Buffer.from(bytes, 'base64').toString()));
      return release === null ? [] : [release];
    });
  }
}

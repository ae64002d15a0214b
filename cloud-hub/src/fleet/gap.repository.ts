import { GapEntry } from '@lookout/shared/protocol/rest';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';

const shownPerDevice = 50;

/** What devices had to drop, read from the journal `events`; the ingest alone writes there. */
@Injectable()
export class GapRepository {
  constructor(private readonly pool: Pool) {}

  /** The newest first. */
  async list(device: string): Promise<GapEntry[]> {
    const { rows } = await this.pool.query(
      `SELECT received_at AS "receivedAt", record->>'lane' AS lane,
         (record->>'count')::float8 AS count, (record->>'fromAt')::float8 AS "fromAt",
         (record->>'toAt')::float8 AS "toAt", record->>'reason' AS reason
       FROM events WHERE device = $1 AND type = 'gap' ORDER BY received_at DESC LIMIT $2`,
      [device, shownPerDevice],
    );
    return GapEntry.array().parse(rows);
  }
}

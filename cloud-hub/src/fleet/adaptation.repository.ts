import { Adaptation } from '@lookout/shared/protocol/adaptations';
import type { AssetKey } from '@lookout/shared/protocol/names';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { z } from 'zod';
import { pageCursor } from '../database/page-cursor.ts';

/** The sort key of the last adaptation of a page: (at, queue, seq). */
const Key = z.tuple([z.int(), z.string().max(64), z.int()]);
export const adaptationCursor = pageCursor(Key);

const Row = Adaptation.extend({ key: Key });
export type AdaptationRow = z.infer<typeof Row>;

/** What moved the judge of a stream, read from the journal `events`; the ingest alone writes there. */
@Injectable()
export class AdaptationRepository {
  constructor(private readonly pool: Pool) {}

  /** The newest first, from after `cursor` on. */
  async page(
    { device, stream }: AssetKey,
    cursor: z.infer<typeof Key> | null,
    limit: number,
  ): Promise<AdaptationRow[]> {
    const after = cursor === null ? '' : 'AND (at, queue_id, seq) < ($4, $5, $6)';
    const { rows } = await this.pool.query(
      `SELECT record || jsonb_build_object('id', queue_id || '/' || seq, 'receivedAt', received_at,
         'key', jsonb_build_array(at, queue_id, seq)) AS row
       FROM events WHERE device = $1 AND stream = $2 AND type = 'adapted' ${after}
       ORDER BY at DESC, queue_id DESC, seq DESC LIMIT $3`,
      [device, stream, limit, ...(cursor ?? [])],
    );
    return rows.map(({ row }) => Row.parse(row));
  }
}

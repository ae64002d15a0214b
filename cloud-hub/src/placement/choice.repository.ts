import type { PlacementHistoryEntry } from '@lookout/shared/protocol/placements';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import type { Transaction } from '../database/transaction.ts';
import { jsonOrNull } from './placement.repository.ts';
import type { ChoiceRow } from './placement-row.ts';

/** Of each stream; at the usual cap of six switches an hour, three days at least. */
const keptChoices = 500;
const shownChoices = 100;

/** The history of the hub's choices. */
@Injectable()
export class ChoiceRepository {
  constructor(private readonly pool: Pool) {}

  async add(tx: Transaction, choices: readonly ChoiceRow[]): Promise<void> {
    if (choices.length === 0) return;
    const assets = [choices.map(({ device }) => device), choices.map(({ stream }) => stream)];
    await tx.query(
      `INSERT INTO placement_choices (device, stream, at, number, release, "from", choice,
         policy_source, predicted, load)
       SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $5::text[],
         $6::jsonb[], $7::jsonb[], $8::jsonb[], $9::jsonb[], $10::jsonb[])`,
      [
        ...assets,
        choices.map(({ at }) => at),
        choices.map(({ number }) => number),
        choices.map(({ release }) => release),
        choices.map(({ from }) => jsonOrNull(from)),
        choices.map(({ choice }) => JSON.stringify(choice)),
        choices.map(({ policySource }) => jsonOrNull(policySource)),
        choices.map(({ predicted }) => JSON.stringify(predicted)),
        choices.map(({ load }) => jsonOrNull(load)),
      ],
    );
    await tx.query(
      `DELETE FROM placement_choices c USING unnest($1::text[], $2::text[]) AS a (device, stream)
       WHERE (c.device, c.stream) = (a.device, a.stream) AND c.id < (
         SELECT id FROM placement_choices
         WHERE (device, stream) = (a.device, a.stream) ORDER BY id DESC OFFSET $3 LIMIT 1)`,
      [...assets, keptChoices - 1],
    );
  }

  /** When each stream's last choice was made, by `device/stream`; null: of all devices. */
  async newest(devices: readonly string[] | null): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ key: string; at: number }>(
      `SELECT p.device || '/' || p.stream AS key, c.at FROM placements p CROSS JOIN LATERAL (
         SELECT at FROM placement_choices
         WHERE (device, stream) = (p.device, p.stream) ORDER BY id DESC LIMIT 1
       ) c
       WHERE $1::text[] IS NULL OR p.device = ANY ($1)`,
      [devices],
    );
    return new Map(rows.map(({ key, at }) => [key, at]));
  }

  /** The newest first. */
  async list(device: string, stream: string): Promise<PlacementHistoryEntry[]> {
    const { rows } = await this.pool.query<PlacementHistoryEntry>(
      `SELECT at, number, release, "from", choice, policy_source AS "policySource", predicted, load
       FROM placement_choices WHERE (device, stream) = ($1, $2) ORDER BY id DESC LIMIT $3`,
      [device, stream, shownChoices],
    );
    return rows;
  }
}

import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import type { Policies } from './desired.ts';
import { composeDesiredOf, policiesOf } from './desired-document.repository.ts';

export interface AddressedDesired extends DeviceAddress {
  readonly desired: Desired;
}

export interface PolicyChange {
  readonly device: string;
  readonly stream: string;
  /** Null takes it away. */
  readonly policy: DetectionPolicy | null;
  readonly at: number;
  readonly by: string;
}

@Injectable()
export class DesiredRepository {
  constructor(private readonly pool: Pool) {}

  async policiesOf(device: string): Promise<Policies> {
    return (await policiesOf(this.pool, [device])).get(device) ?? {};
  }

  async find(device: string): Promise<AddressedDesired | null> {
    return (await this.findMany([device]))[0] ?? null;
  }

  async findMany(devices: readonly string[]): Promise<AddressedDesired[]> {
    const { rows } = await this.pool.query<AddressedDesired>(`${select} AND d.id = ANY ($1)`, [
      devices,
    ]);
    return rows;
  }

  /** Of every device that is not revoked. */
  async all(): Promise<AddressedDesired[]> {
    const { rows } = await this.pool.query<AddressedDesired>(select);
    return rows;
  }

  /** Writes the policy and, if that changes anything, the next generation: both or neither. */
  async change(change: PolicyChange): Promise<void> {
    const { device, stream, policy, at, by } = change;
    await inTransaction(this.pool, async (tx) => {
      if (policy === null)
        await tx.query('DELETE FROM stream_policies WHERE (device, stream) = ($1, $2)', [
          device,
          stream,
        ]);
      else
        await tx.query(
          `INSERT INTO stream_policies (device, stream, policy, changed_at, changed_by)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (device, stream) DO UPDATE SET policy = excluded.policy,
             changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
          [device, stream, policy, at, by],
        );
      await composeDesiredOf(tx, [device], at);
    });
  }

  /**
   * The key lists of every device, those to come as well.
   * @returns the devices that had others
   */
  setKeys(documents: readonly SignedDocument[], at: number): Promise<string[]> {
    return inTransaction(this.pool, async (tx) => {
      await tx.query(
        `INSERT INTO desired_keys (documents) VALUES ($1)
         ON CONFLICT (one) DO UPDATE SET documents = excluded.documents`,
        [JSON.stringify(documents)],
      );
      const { rows } = await tx.query<{ device: string }>(
        `SELECT device FROM desired
         WHERE coalesce(document->'keys', '[]') <> $1::jsonb ORDER BY device FOR UPDATE`,
        [JSON.stringify(documents)],
      );
      const devices = rows.map(({ device }) => device);
      await composeDesiredOf(tx, devices, at);
      return devices;
    });
  }

  /** The same document under a generation above the one named. */
  async outrun(device: string, generation: number, at: number): Promise<void> {
    await this.pool.query(
      `UPDATE desired SET generation = $2::int + 1, changed_at = $3,
         document = jsonb_set(document, '{generation}', to_jsonb($2::int + 1))
       WHERE device = $1 AND generation <= $2`,
      [device, generation, at],
    );
  }

  /** The first generation of a device that was just enrolled. */
  async begin(tx: Transaction, device: string, at: number): Promise<void> {
    await composeDesiredOf(tx, [device], at);
  }
}

const select = `
  SELECT d.site, d.id AS device, w.document AS desired
  FROM desired w JOIN devices d ON d.id = w.device
  WHERE d.revoked_at IS NULL`;

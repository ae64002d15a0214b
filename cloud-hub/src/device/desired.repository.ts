import type { DeviceAddress } from '@lookout/shared/protocol/messages';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../database/transaction.ts';
import { nextDesired, type Policies } from './desired.ts';

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
    return policiesOf(this.pool, device);
  }

  async find(device: string): Promise<AddressedDesired | null> {
    const { rows } = await this.pool.query<AddressedDesired>(`${select} AND d.id = $1`, [device]);
    return rows[0] ?? null;
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
      await compose(tx, device, at);
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
    await compose(tx, device, at);
  }
}

const select = `
  SELECT d.site, d.id AS device, w.document AS desired
  FROM desired w JOIN devices d ON d.id = w.device
  WHERE d.revoked_at IS NULL`;

/** The device's row is the lock: of two hubs that change the same device, the second sees the first's work. */
async function compose(tx: Transaction, device: string, at: number): Promise<void> {
  await tx.query('SELECT FROM devices WHERE id = $1 FOR NO KEY UPDATE', [device]);
  const { rows } = await tx.query<{ document: Desired }>(
    'SELECT document FROM desired WHERE device = $1',
    [device],
  );
  const next = nextDesired(rows[0]?.document ?? null, await policiesOf(tx, device));
  if (next === null) return;
  await tx.query(
    `INSERT INTO desired (device, generation, document, changed_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (device) DO UPDATE SET generation = excluded.generation,
       document = excluded.document, changed_at = excluded.changed_at`,
    [device, next.generation, next, at],
  );
}

async function policiesOf(tx: Transaction, device: string): Promise<Policies> {
  const { rows } = await tx.query<{ stream: string; policy: DetectionPolicy }>(
    'SELECT stream, policy FROM stream_policies WHERE device = $1 ORDER BY stream',
    [device],
  );
  return Object.fromEntries(rows.map(({ stream, policy }) => [stream, policy]));
}

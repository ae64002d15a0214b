import type { PlacementPolicy } from '@lookout/shared/protocol/placement';
import type { PlacementPolicyEntry, PlacementScope } from '@lookout/shared/protocol/placements';
import { parseScope, scopeText } from '@lookout/shared/protocol/placements';
import { Injectable } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../../database/transaction.ts';
import { placementChannel } from '../placement.repository.ts';

interface Row {
  readonly scope: string;
  readonly policy: PlacementPolicy;
  readonly changedAt: number;
  readonly changedBy: string;
}

@Injectable()
export class PolicyRepository {
  constructor(private readonly pool: Pool) {}

  async list(tx: Transaction = this.pool): Promise<PlacementPolicyEntry[]> {
    const { rows } = await tx.query<Row>(
      `SELECT scope, policy, changed_at AS "changedAt", changed_by AS "changedBy"
       FROM placement_policies ORDER BY scope`,
    );
    return rows.flatMap(({ scope: text, ...row }) => {
      const scope = parseScope(text);
      return scope === null ? [] : [{ ...row, scope }];
    });
  }

  async set({ scope, policy, changedAt, changedBy }: PlacementPolicyEntry): Promise<void> {
    await inTransaction(this.pool, async (tx) => {
      await tx.query(
        `INSERT INTO placement_policies (scope, policy, changed_at, changed_by)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (scope) DO UPDATE SET policy = excluded.policy,
           changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
        [scopeText(scope), policy, changedAt, changedBy],
      );
      await tellPolicies(tx);
    });
  }

  /** False where there was none. */
  async remove(scope: PlacementScope): Promise<boolean> {
    return inTransaction(this.pool, async (tx) => {
      const { rowCount } = await tx.query('DELETE FROM placement_policies WHERE scope = $1', [
        scopeText(scope),
      ]);
      await tellPolicies(tx);
      return rowCount === 1;
    });
  }
}

/** Every hub hears of it after the commit, the one that did it too. */
async function tellPolicies(tx: Transaction): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [placementChannel, 'policies']);
}

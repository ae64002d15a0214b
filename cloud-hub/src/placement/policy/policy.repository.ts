import { PlacementPolicy } from '@lookout/shared/protocol/placement';
import {
  type PlacementPolicyEntry,
  type PlacementScope,
  parseScope,
  scopeText,
  type UnreadPolicy,
} from '@lookout/shared/protocol/placements';
import { Injectable, Logger } from '@nestjs/common';
import { Pool } from 'pg';
import { inTransaction, type Transaction } from '../../database/transaction.ts';
import { placementChannel } from '../placement.repository.ts';

interface Row {
  readonly scope: string;
  readonly policy: unknown;
  readonly changedAt: number;
  readonly changedBy: string;
}

export interface ReadPolicies {
  readonly policies: PlacementPolicyEntry[];
  /** Rows that hold none: an older or a newer hub wrote them, or a hand did. */
  readonly unread: UnreadPolicy[];
}

@Injectable()
export class PolicyRepository {
  private readonly log = new Logger(PolicyRepository.name);
  /** Rows of which the log has told: they are read with every decision. */
  private readonly told = new Set<string>();

  constructor(private readonly pool: Pool) {}

  /** Those that can be read: a row that cannot holds for nobody, and does not hold up the others. */
  async list(tx: Transaction = this.pool): Promise<PlacementPolicyEntry[]> {
    return (await this.read(tx)).policies;
  }

  async read(tx: Transaction = this.pool): Promise<ReadPolicies> {
    const { rows } = await tx.query<Row>(
      `SELECT scope, policy, changed_at AS "changedAt", changed_by AS "changedBy"
       FROM placement_policies ORDER BY scope`,
    );
    const read: ReadPolicies = { policies: [], unread: [] };
    for (const row of rows) {
      const parsed = parseRow(row);
      if (typeof parsed !== 'string') read.policies.push(parsed);
      else {
        read.unread.push({ scope: row.scope, why: parsed });
        this.tell(row, parsed);
      }
    }
    return read;
  }

  private tell({ scope, changedAt }: Row, why: string): void {
    const key = `${scope} ${changedAt}`;
    if (this.told.has(key)) return;
    this.told.add(key);
    this.log.warn(
      `The placement policy stored for ${JSON.stringify(scope)} holds for nobody: ${why}. Set it anew, or remove it.`,
    );
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

/** What it says, or why it cannot be read. Keys of which an older hub knew nothing are as they are built in. */
function parseRow({ scope: text, policy, ...row }: Row): PlacementPolicyEntry | string {
  const scope = parseScope(text);
  if (scope === null) return 'nobody is in such a scope';
  const parsed = PlacementPolicy.safeParse(policy);
  if (parsed.success) return { ...row, scope, policy: parsed.data };
  const [issue] = parsed.error.issues;
  const key = issue?.path.join('.') ?? '';
  return `${key === '' ? '' : `${key}: `}${issue?.message}`;
}

/** Every hub hears of it after the commit, the one that did it too. */
async function tellPolicies(tx: Transaction): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [placementChannel, 'policies']);
}

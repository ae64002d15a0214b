import { recordOf } from '@lookout/shared/collection/record-of';
import type { DecisionTrouble } from '@lookout/shared/protocol/decision-trouble';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import {
  type GateFigure,
  MemberState,
  type RolloutPlan,
  type RolloutState,
  type RolloutSummary,
} from '@lookout/shared/protocol/rollouts';
import type { Background, RolloutSnapshot, Wave } from './engine/rollout-state.ts';

/** A rollout as its table holds it. */
export interface RolloutRow {
  readonly id: string;
  readonly name: string;
  readonly release: string;
  readonly model: string;
  readonly version: string;
  readonly plan: RolloutPlan;
  readonly state: RolloutState;
  readonly reason: string | null;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly approvedAt: number | null;
  readonly endedAt: number | null;
  readonly trouble: DecisionTrouble | null;
  readonly evaluation: RolloutSnapshot['evaluation'];
  readonly gates: readonly GateFigure[];
  readonly waitsFor: readonly (string | null)[];
  readonly againAt: number | null;
  readonly open: boolean;
}

export interface WaveRow {
  readonly state: Wave['state'];
  readonly startedAt: number | null;
  readonly since: number | null;
  readonly letBegin: boolean;
  readonly background: Background | null;
  readonly waived: Wave['waived'];
}

export interface MemberRow {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly wave: number;
  readonly variant: string;
  readonly state: MemberState;
  readonly since: number;
  readonly deadlineAt: number | null;
  readonly reason: ReleaseReason | null;
  readonly sequence: number | null;
  readonly revert: boolean;
  readonly previousRelease: string | null;
  readonly previousVariant: string | null;
}

/** How many members of each wave are in each state. */
export type WaveCounts = ReadonlyMap<number, Readonly<Partial<Record<MemberState, number>>>>;

const none = recordOf(MemberState.options, () => 0);

export const summaryOf = (
  row: RolloutRow,
  waves: readonly WaveRow[],
  counts: WaveCounts,
): RolloutSummary => ({
  id: row.id,
  name: row.name,
  model: row.model,
  version: row.version,
  release: row.release,
  state: row.state,
  reason: row.reason,
  createdAt: row.createdAt,
  createdBy: row.createdBy,
  approvedAt: row.approvedAt,
  endedAt: row.endedAt,
  trouble: row.trouble,
  waves: row.plan.waves.map(({ name }, i) => ({
    name,
    state: waves[i]?.state ?? 'pending',
    startedAt: waves[i]?.startedAt ?? null,
    counts: { ...none, ...counts.get(i) },
    waitsFor: row.waitsFor[i] ?? null,
  })),
});

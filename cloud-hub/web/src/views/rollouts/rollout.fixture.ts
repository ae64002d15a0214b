import {
  type MemberState,
  type RolloutDetail,
  type RolloutMember,
  RolloutPlan,
  type RolloutSummary,
  type WaveProgress,
} from '@lookout/shared/protocol/rollouts';

const sha = 'a'.repeat(64);

/** Members by state; what is not given is nobody. */
export const countsOf = (
  given: Partial<Record<MemberState, number>> = {},
): Record<MemberState, number> => ({
  ...{ waiting: 0, tail: 0, assigned: 0, installing: 0, held: 0, succeeded: 0 },
  ...{ failed: 0, silent: 0, reverting: 0, reverted: 0, left: 0 },
  ...given,
});

/** A wave that has not begun. */
export const waveOf = (given: Partial<WaveProgress> = {}): WaveProgress => ({
  ...{ name: 'canary', state: 'pending', startedAt: null, waitsFor: null },
  counts: countsOf({ waiting: 1 }),
  ...given,
});

/** One that runs. */
export const rolloutOf = (given: Partial<RolloutSummary> = {}): RolloutSummary => ({
  ...{ id: '00000000-0000-4000-8000-000000000001', name: 'pump 1.1', model: 'pump' },
  ...{ version: '1.1.0', release: sha, state: 'RUNNING', reason: null },
  ...{ createdAt: 1_000, createdBy: 'admin', approvedAt: 2_000, endedAt: null, trouble: null },
  waves: [waveOf()],
  ...given,
});

export const installRules = {
  ...{ shadowWindows: 60, trialWindows: 60, maxInstallMs: 3_600_000, minAgreement: 0.9 },
  ...{ maxLatencyUs: null, maxLatencyRatio: 3, maxAddedMemoryBytes: null },
};

export const detailOf = (given: Partial<RolloutDetail> = {}): RolloutDetail => ({
  rollout: rolloutOf(),
  plan: RolloutPlan.parse({
    ...{ name: 'pump 1.1', release: sha, install: installRules },
    waves: [{ name: 'canary', members: { kind: 'count', count: 1 } }],
  }),
  gates: [],
  history: [],
  ...given,
});

/** It has been told of the release. */
export const memberOf = (given: Partial<RolloutMember> = {}): RolloutMember => ({
  ...{ device: 'pump-1', stream: 'loop', site: 'plant-a', wave: 0, state: 'assigned' },
  ...{ variant: 'cpu-fp32', phase: null, since: 100_000, deadlineAt: null },
  ...{ haveBytes: 0, totalBytes: 0, reason: null, previousRelease: null },
  ...given,
});

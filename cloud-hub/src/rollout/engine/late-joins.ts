import type { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { keyOf } from './apply-steps.ts';
import { type Fleet, isFree, type Placing, suits } from './redraw-waves.ts';
import type { RolloutSnapshot, Wave } from './rollout-state.ts';
import type { Candidate } from './targets.ts';
import { taken } from './wave-rule.ts';

/** With the time at which its device was enrolled. */
export type LateCandidate = Candidate & { readonly enrolledAt: number };

export interface LateFleet extends Fleet {
  readonly state: RolloutSnapshot['state'];
  readonly waves: readonly Pick<Wave, 'state' | 'startedAt'>[];
  readonly candidates: readonly LateCandidate[];
}

/**
 * Who belongs to the rollout after all of its waves have begun, as they had not told what they watch when the last
 * one did: they join the tail of the last wave that takes them. Devices that were enrolled since are of the next
 * rollout, and waves of a number or a percentage are full. Done twice it gives nobody more.
 */
export function lateJoins(
  plan: RolloutPlan,
  manifest: ReleaseManifest,
  { state, members, waves, candidates, takenLater }: LateFleet,
): Placing[] {
  if (!admitsLate({ state, waves })) return [];
  const lastBegan = Math.max(...waves.map(({ startedAt }) => startedAt ?? 0));
  const byKey = new Map(members.map((member) => [keyOf(member), member]));
  return candidates.flatMap((candidate) => {
    const { device, stream, site } = candidate;
    const member = byKey.get(keyOf(candidate));
    if (member !== undefined && !isFree(member, waves)) return [];
    if (candidate.enrolledAt > lastBegan) return [];
    const answer = suits(plan, manifest, candidate, takenLater);
    const wave = lastWaveOf(plan, candidate);
    return 'problem' in answer || wave < 0
      ? []
      : [{ device, stream, site, wave, variant: answer.variant }];
  });
}

/** Whether anybody can join at all. */
export const admitsLate = ({ state, waves }: Pick<LateFleet, 'state' | 'waves'>): boolean =>
  (state === 'RUNNING' || state === 'SUCCEEDED') && waves.every((wave) => wave.state !== 'pending');

const lastWaveOf = ({ waves }: RolloutPlan, candidate: Candidate): number =>
  waves.findLastIndex(
    ({ members: rule }) =>
      rule.kind !== 'count' && rule.kind !== 'percent' && taken(rule, [candidate], 1).length > 0,
  );

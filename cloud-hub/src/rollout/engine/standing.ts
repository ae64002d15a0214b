import type { WavePlan } from '@lookout/shared/protocol/rollouts';
import { sleeps } from './absence.ts';
import type { Member, RolloutSnapshot, Wave } from './rollout-state.ts';
import { type Silence, silenceAmong } from './silence.ts';

/** Where the members of one wave stand. */
export interface Standing {
  readonly plan: WavePlan;
  readonly wave: Wave;
  /** Who belongs to it and was not given up. */
  readonly size: number;
  readonly succeeded: number;
  /** Without those that a person has waived. */
  readonly failed: number;
  readonly silence: Silence;
  /** Sent or under way, and not asleep. */
  readonly underWay: number;
  /** In the tail, or asleep on the way. */
  readonly away: number;
  /** All that count for the shares: failures include the silent beyond what is usual. */
  readonly failures: number;
  readonly ended: number;
  readonly counted: number;
}

const onTheWay: ReadonlySet<Member['state']> = new Set(['assigned', 'installing', 'held']);

export function standingOf(snapshot: RolloutSnapshot, index: number, now: number): Standing | null {
  const plan = snapshot.plan.waves[index];
  const wave = snapshot.waves[index];
  if (plan === undefined || wave === undefined) return null;
  const members = snapshot.members.filter((m) => m.wave === index && m.state !== 'left');
  const waivedAt = wave.waived?.at ?? Number.NEGATIVE_INFINITY;
  const count = (holds: (member: Member) => boolean) => members.filter(holds).length;
  const succeeded = count((m) => m.state === 'succeeded');
  const failed = count((m) => m.state === 'failed' && m.since > waivedAt);
  const underWay = count((m) => onTheWay.has(m.state) && !sleeps(m, now));
  const away = count((m) => m.state === 'tail' || (onTheWay.has(m.state) && sleeps(m, now)));
  const silence = silenceAmong(snapshot, members, now);
  // A committed one that went quiet stays among the succeeded too: it weighs through the failures.
  const failures = failed + silence.installing.excess + silence.running.excess;
  const ended = succeeded + failures;
  return {
    ...{ plan, wave, size: members.length, succeeded, failed, silence, underWay, away },
    ...{ failures, ended, counted: ended + underWay },
  };
}

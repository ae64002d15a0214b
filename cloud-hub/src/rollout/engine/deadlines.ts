import type { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { allowanceMs, silentFrom } from './absence.ts';
import type { Member } from './rollout-state.ts';

const downloads: ReadonlySet<string> = new Set(['OFFERED', 'DOWNLOADING']);

/** How long a member may stay where it is, its own habit of absence not yet added. */
export function phaseMs(member: Member, { deadlines, install }: RolloutPlan): number {
  if (member.told === null) return deadlines.acceptMs;
  if (downloads.has(member.told.phase)) return deadlines.downloadMs;
  // A device ends an install by itself: the hub never gives up on it earlier.
  return Math.max(deadlines.installMs, install.maxInstallMs);
}

/** What silence is measured with where no phase is at hand: committed members, and devices not yet assigned. */
export const graceOf = ({ deadlines, install }: RolloutPlan): number =>
  Math.min(deadlines.downloadMs, Math.max(deadlines.installMs, install.maxInstallMs));

const underWay: ReadonlySet<Member['state']> = new Set(['assigned', 'installing', 'reverting']);

/** When a member is given up where it stands, if nothing is heard; null where nothing is awaited. */
export function deadlineAt(member: Member, plan: RolloutPlan): number | null {
  if (!underWay.has(member.state)) return null;
  const since = Math.max(member.since, member.told?.since ?? 0);
  const ownMs = phaseMs(member, plan);
  return member.online || member.told === null
    ? since + ownMs + allowanceMs(member.habit)
    : silentFrom(since, member, ownMs);
}

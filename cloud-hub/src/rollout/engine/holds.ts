import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import { isFinal } from '@lookout/shared/protocol/release-phase';
import { allowanceMs } from './absence.ts';
import { goneAt, setMember } from './member-steps.ts';
import type { Member, RolloutSnapshot, Step } from './rollout-state.ts';

const uncommitted: ReadonlySet<Member['state']> = new Set([
  'assigned',
  'installing',
  'held',
  'silent',
  'tail',
]);

/** It has the release's assignment and has not committed, as far as the hub knows. */
const isInForce = (member: Member): boolean =>
  member.sequence !== null && !member.revert && uncommitted.has(member.state);

const target = ({ device, stream }: Member) => ({ device, stream });

/** Brings every assignment that is not committed to `hold`. */
export const holdSteps = ({ members }: RolloutSnapshot, hold: boolean): Step[] =>
  members
    .filter((m) => isInForce(m) && m.hold !== hold)
    .map((m) => ({ kind: 'hold', ...target(m), hold }));

const aborted: ReleaseReason = { code: 'withdrawn', text: 'The rollout was aborted' };
const notBegun: ReadonlySet<Member['state']> = new Set(['waiting', 'tail']);

/** Takes back what is not committed, and lets go of who has not begun. */
export const withdrawSteps = ({ members, plan }: RolloutSnapshot, now: number): Step[] =>
  members.flatMap((m): Step[] => {
    const inForce = isInForce(m);
    if (!inForce && !notBegun.has(m.state)) return [];
    const left = setMember(m, 'left', aborted, plan, now);
    return inForce ? [{ kind: 'withdraw', ...target(m) }, left] : [left];
  });

/** Withdrawn while it was away: it may have committed before it heard of that. */
export const mayHaveCommitted = ({ sequence, revert, told, ...m }: Member): boolean =>
  (m.state === 'left' || m.state === 'failed') &&
  !(m.superseded || m.revoked || revert) &&
  sequence !== null &&
  !(told !== null && isFinal(told.phase));

const isBackOrOnWay: ReadonlySet<Member['state']> = new Set(['reverting', 'reverted']);

const needsRevert = (m: Member): boolean =>
  m.told?.phase === 'COMMITTED' &&
  !(m.superseded || m.revoked || m.revert) &&
  !isBackOrOnWay.has(m.state);

/** Assigns what ran before to everybody who has committed; devices that are away find it when they are back. */
export const revertSteps = ({ members, plan }: RolloutSnapshot, now: number): Step[] =>
  members.filter(needsRevert).map((m) => ({
    ...{ kind: 'assign', ...target(m), revert: true },
    deadlineAt: assignDeadline(m, plan, now),
  }));

/** Of a member that is to be assigned now. */
export const assignDeadline = (
  member: Member,
  { deadlines }: RolloutSnapshot['plan'],
  now: number,
): number => now + deadlines.acceptMs + allowanceMs(member.habit);

/** Still to be taken back, and there to do it. */
export const isReturning = (member: Member, now: number): boolean =>
  member.state === 'reverting' && (member.online || now < goneAt(member));

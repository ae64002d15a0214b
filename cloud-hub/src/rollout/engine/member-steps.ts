import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import { reconnectMs } from './absence.ts';
import { deadlineAt, phaseMs } from './deadlines.ts';
import type { Member, Step } from './rollout-state.ts';
import { duration, instant } from './words.ts';

interface Change {
  readonly state: Member['state'];
  readonly reason: ReleaseReason | null;
  /** The hub gives it up while the device may still go on: it must not commit later on. */
  readonly withdraw?: boolean;
}

/** A member's change of state, with the deadline that holds from then on. */
export function setMember(
  member: Member,
  state: Member['state'],
  reason: ReleaseReason | null,
  plan: RolloutPlan,
  now: number,
): Step {
  const { device, stream } = member;
  const at = deadlineAt({ ...member, state, since: now }, plan);
  return { kind: 'setMember', device, stream, state, reason, deadlineAt: at };
}

const to = (state: Member['state'], reason: ReleaseReason | null = null): Change => ({
  state,
  reason,
});

/** Where a member stands that has an assignment of this rollout and is not at its end. */
const onWay = (member: Member): Member['state'] =>
  member.revert
    ? 'reverting'
    : member.hold
      ? 'held'
      : member.told === null
        ? 'assigned'
        : 'installing';

/** Taken from the rollout, for good. */
function departure(member: Member): Change | null {
  if (member.state === 'left') return null;
  if (member.revoked) return to('left', { code: 'withdrawn', text: 'The device was revoked' });
  if (member.superseded)
    return to('left', {
      code: 'superseded',
      text: 'A newer rollout has assigned it another release',
    });
  return null;
}

function failedReason(member: Member): ReleaseReason {
  const { told } = member;
  if (told?.reason) return told.reason;
  const code = told?.phase === 'TIMED_OUT' ? 'deadline' : 'malformed';
  return { code, text: `The device told ${told?.phase} and gave no reason` };
}

const listening: ReadonlySet<Member['state']> = new Set([
  'assigned',
  'installing',
  'held',
  'silent',
  'reverting',
]);
/** A tail member has been sent its assignment already when it went away before it took that up. */
const listens = (member: Member): boolean =>
  listening.has(member.state) || (member.state === 'tail' && member.sequence !== null);

/** What the device itself tells of the assignment. */
function told(member: Member): Change | null {
  const phase = member.told?.phase;
  if (phase === 'COMMITTED') {
    const end = member.revert ? 'reverted' : 'succeeded';
    // Given up by the hub, or by the device at an earlier report: what it runs is what counts.
    const open = listens(member) || member.state === 'failed';
    return open ? to(end) : null;
  }
  // The agent did not survive it for long after it had committed, and runs what was before.
  const isTakenBack = phase === 'REVERTED' && member.state === 'succeeded';
  if (isTakenBack) return to('failed', failedReason(member));
  if (!listens(member) || phase === undefined) return null;
  if (phase === 'SUPERSEDED')
    return to(
      'left',
      member.told?.reason ?? { code: 'superseded', text: 'Another assignment took its place' },
    );
  if (phase === 'REJECTED' || phase === 'FAILED' || phase === 'TIMED_OUT' || phase === 'REVERTED')
    return to('failed', failedReason(member));
  return null;
}

const moving: ReadonlySet<Member['state']> = new Set(['assigned', 'installing', 'held']);

/** It has taken the assignment up, was held or let go, or is heard again after it was given up. */
function progress(member: Member): Change | null {
  const next = onWay(member);
  if (moving.has(member.state) && next !== member.state) return to(next);
  const isBack = member.online && (member.state === 'silent' || member.state === 'tail');
  return isBack && member.sequence !== null ? to(next) : null;
}

function silentReason(member: Member, plan: RolloutPlan, now: number): ReleaseReason {
  const heardAt = member.lastSeenAt ?? member.since;
  const { longestMs, count } = member.habit;
  const habit = count === 0 ? 'it is never away' : `its longest absence was ${duration(longestMs)}`;
  return {
    code: 'deadline',
    text:
      `Took the release up, came to ${member.told?.phase} and was last heard at ${instant(heardAt)}, ` +
      `${duration(now - heardAt)} ago; ${habit}, and the deadline is ${duration(phaseMs(member, plan))}`,
  };
}

function lateReason(member: Member, plan: RolloutPlan, now: number): ReleaseReason {
  const forMs = now - Math.max(member.since, member.told?.since ?? 0);
  const limit = `the deadline is ${duration(phaseMs(member, plan))}`;
  const text =
    member.told === null
      ? `Online, and did not take the assignment up within ${duration(forMs)}; ${limit}`
      : `Online, and in ${member.told.phase} for ${duration(forMs)}; ${limit}`;
  return { code: 'deadline', text };
}

/** When a device that is away without having taken the assignment up is put into the tail. */
export const goneAt = ({ since, lastSeenAt }: Member): number =>
  Math.max(since, lastSeenAt ?? since) + reconnectMs;

/** What becomes of it when nothing is heard. */
function overdue(member: Member, plan: RolloutPlan, now: number): Change | null {
  if (member.state === 'assigned' && !member.online)
    return now >= goneAt(member) ? to('tail') : null;
  const at = deadlineAt(member, plan);
  if (at === null || now < at) return null;
  if (member.online)
    return { ...to('failed', lateReason(member, plan, now)), withdraw: !member.revert };
  // A revert stays in force until the device is back.
  return member.state === 'reverting' ? null : to('silent', silentReason(member, plan, now));
}

/** The next step of one member by what is known of it alone; none where it stays where it is. */
export function memberSteps(member: Member, plan: RolloutPlan, now: number): Step[] {
  const change =
    departure(member) ?? told(member) ?? progress(member) ?? overdue(member, plan, now);
  if (change === null) return [];
  const { device, stream } = member;
  const step = setMember(member, change.state, change.reason, plan, now);
  return change.withdraw ? [{ kind: 'withdraw', device, stream }, step] : [step];
}

import { sleeps } from './absence.ts';
import { againAt } from './again-at.ts';
import { applySteps } from './apply-steps.ts';
import { holdSteps, isReturning, mayHaveCommitted, revertSteps, withdrawSteps } from './holds.ts';
import { memberSteps } from './member-steps.ts';
import type { Decision, Member, RolloutSnapshot, Step } from './rollout-state.ts';
import { isOpen } from './schedule.ts';
import { nextSilence } from './silence.ts';
import { verdictOf } from './verdict.ts';
import { waitsFor } from './waits-for.ts';
import { watchEndsAt } from './watch.ts';
import { tailSteps, waveSteps } from './waves.ts';
import { devices, listed } from './words.ts';

type Layer = (snapshot: RolloutSnapshot, now: number) => Step[];

const setState = (state: RolloutSnapshot['state'], reason: string): Step[] => [
  { kind: 'setState', state, reason },
];

const countOf = ({ members }: RolloutSnapshot, ...states: Member['state'][]): number =>
  members.filter(({ state }) => states.includes(state)).length;

const followMembers: Layer = ({ members, plan }, now) =>
  members.flatMap((member) => memberSteps(member, plan, now));

/** Nobody is left to decide on. */
const end: Layer = ({ members }) => {
  if (members.some(({ state }) => state !== 'left')) return [];
  const taken = members.filter(({ superseded }) => superseded).length;
  return taken > 0
    ? setState('SUPERSEDED', `A newer rollout has taken over ${devices(taken)}; no member is left`)
    : setState('ABORTED', 'No member is left: every device was revoked or assigned otherwise');
};

const start: Layer = ({ plan }, now) => {
  const due = plan.schedule.startAt === null || plan.schedule.startAt <= now;
  return due && isOpen(plan.schedule.windows, now)
    ? setState('RUNNING', 'Approved, and its time has come')
    : [];
};

const halt: Layer = (snapshot, now) => {
  const reason = verdictOf(snapshot, now).halt;
  return reason === null ? [] : setState('HALTED', reason);
};

/** After it has succeeded, those that follow can still fail, and those that have committed go dark: see watch.ts. */
const haltLate: Layer = (snapshot, now) => {
  const { lost, dark } = verdictOf(snapshot, now);
  const reason = follows(snapshot) ? lost : dark;
  return reason === null ? [] : setState('HALTED', `After it had succeeded: ${reason}`);
};

const succeed: Layer = (snapshot, now) => {
  const { waves } = snapshot;
  if (waves.some(({ state }) => state !== 'done')) return [];
  // Whoever comes back later follows: of a fleet that sleeps in turns, somebody always does.
  const doneAt = Math.max(...waves.map(({ since }) => since ?? now));
  const onWay = snapshot.members.some(
    (m) =>
      (m.state === 'assigned' || m.state === 'installing') && m.since <= doneAt && !sleeps(m, now),
  );
  if (onWay) return [];
  const count = (...states: Member['state'][]) => countOf(snapshot, ...states);
  return setState(
    'SUCCEEDED',
    listed(`${count('succeeded')} of ${devices(snapshot.members.length)} committed`, [
      [count('failed'), 'failed'],
      [count('silent'), 'silent'],
      [count('tail', 'assigned', 'installing'), 'to follow when they are back'],
    ]),
  );
};

const reverted: Layer = (snapshot, now) => {
  if (snapshot.members.some((m) => isReturning(m, now))) return [];
  return setState(
    'REVERTED',
    listed(`${devices(countOf(snapshot, 'reverted'))} taken back`, [
      [countOf(snapshot, 'reverting'), 'to follow when they are back'],
      [snapshot.members.filter((m) => m.revert && m.state === 'failed').length, 'could not be'],
    ]),
  );
};

const hold: Layer = (snapshot) => holdSteps(snapshot, true);
const letGo: Layer = (snapshot) => holdSteps(snapshot, false);

/** Per state what is looked at, in order: the first that has steps is applied, and all is looked at again. */
const layers: Readonly<Record<RolloutSnapshot['state'], readonly Layer[]>> = {
  DRAFT: [],
  APPROVED: [followMembers, end, start],
  RUNNING: [followMembers, end, halt, letGo, waveSteps, tailSteps, succeed],
  PAUSED: [followMembers, end, halt, letGo],
  HALTED: [followMembers, end, hold],
  REVERTING: [followMembers, withdrawSteps, revertSteps, reverted],
  REVERTED: [followMembers, withdrawSteps, revertSteps],
  ABORTED: [withdrawSteps],
  SUCCEEDED: [followMembers, haltLate, letGo, tailSteps],
  SUPERSEDED: [],
};

const onWayOrTail: ReadonlySet<Member['state']> = new Set([
  'assigned',
  'installing',
  'held',
  'silent',
  'tail',
  'reverting',
]);

const follows = ({ members }: RolloutSnapshot): boolean =>
  members.some((m) => onWayOrTail.has(m.state));

/** One that has gone dark may sleep for longer than the watch lasts. */
const isWatching = (snapshot: RolloutSnapshot, now: number): boolean =>
  now < (watchEndsAt(snapshot) ?? now) || nextSilence(snapshot, now) !== null;

/** See `Decision.open`. */
function isOpenRollout(snapshot: RolloutSnapshot, now: number): boolean {
  const { state, members } = snapshot;
  if (state === 'DRAFT' || state === 'SUPERSEDED' || state === 'ABORTED') return false;
  if (state === 'SUCCEEDED') return follows(snapshot) || isWatching(snapshot, now);
  if (state === 'REVERTED')
    return members.some((m) => onWayOrTail.has(m.state) || mayHaveCommitted(m));
  return true;
}

/** More than any snapshot can need: each wave and each member moves a handful of times. */
const mostLayers = 1_000;

/**
 * Decides what is to be done now. Its steps applied, deciding again at the same time gives none.
 *
 * Every layer only moves members, waves and the rollout onwards, so it comes to rest; if it ever did not, that
 * would be a defect of ours, told by an Error, and nothing is done.
 */
export function nextWave(snapshot: RolloutSnapshot, now: number): Decision {
  const steps: Step[] = [];
  let at = snapshot;
  for (let round = 0; round < mostLayers; round++) {
    const next = firstSteps(at, now);
    if (next.length === 0) {
      const { gates } = verdictOf(at, now);
      const rest = { waitsFor: waitsFor(at, now), againAt: againAt(at, now) };
      return { steps, gates, ...rest, open: isOpenRollout(at, now) };
    }
    steps.push(...next);
    at = applySteps(at, next, now);
  }
  throw new Error(`the decision on rollout ${snapshot.id} does not come to rest`);
}

function firstSteps(snapshot: RolloutSnapshot, now: number): Step[] {
  for (const layer of layers[snapshot.state]) {
    const steps = layer(snapshot, now);
    if (steps.length > 0) return steps;
  }
  return [];
}

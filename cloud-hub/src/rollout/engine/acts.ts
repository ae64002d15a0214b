import type { RolloutAct, RolloutState } from '@lookout/shared/protocol/rollouts';
import type { Member, RolloutSnapshot, Step } from './rollout-state.ts';
import { windowsProblem } from './schedule.ts';
import { currentWave, isSilence, verdictOf } from './verdict.ts';
import { waveStanding } from './waves.ts';

export type ActAnswer = { readonly steps: readonly Step[] } | { readonly refused: string };
type ActName = RolloutAct['act'] | 'revert';

/** In which states an act may be done. `revert` is `abort` with `revert: true`. */
const allowedIn: Readonly<Record<ActName, readonly RolloutState[]>> = {
  approve: ['DRAFT'],
  pause: ['APPROVED', 'RUNNING'],
  resume: ['PAUSED', 'HALTED'],
  halt: ['APPROVED', 'RUNNING', 'PAUSED', 'SUCCEEDED'],
  startWave: ['RUNNING'],
  abort: ['DRAFT', 'APPROVED', 'RUNNING', 'PAUSED', 'HALTED'],
  revert: ['RUNNING', 'PAUSED', 'HALTED', 'SUCCEEDED', 'ABORTED'],
};

const refuse = (refused: string): ActAnswer => ({ refused });
const to = (state: RolloutState, reason: string): ActAnswer => ({
  steps: [{ kind: 'setState', state, reason }],
});
const saying = (what: string, by: string, reason: string): string =>
  reason === '' ? `${what} by ${by}` : `${what} by ${by}: ${reason}`;

function approve({ members, plan }: RolloutSnapshot, by: string): ActAnswer {
  if (members.length === 0)
    return refuse('No device is in any wave: look at the preview, and change the target');
  const problem = windowsProblem(plan.schedule.windows);
  return problem === null ? to('APPROVED', `Approved by ${by}`) : refuse(problem);
}

/** What a person has seen when they resume: it halts for it no more. */
function resume(snapshot: RolloutSnapshot, by: string, now: number): ActAnswer {
  const begun = snapshot.waves.flatMap(({ state }, wave) => (state === 'pending' ? [] : [wave]));
  const isNew = begun.length === 0;
  const reason = `Resumed by ${by}`;
  if (snapshot.state === 'PAUSED') return to(isNew ? 'APPROVED' : 'RUNNING', reason);
  // New failures and new silence count again: those are waived by time, not by name.
  const gates = verdictOf(snapshot, now)
    .gates.filter(({ ok, gate }) => !ok && gate !== 'failures' && !isSilence(gate))
    .map(({ gate }) => gate);
  const waves = isNew ? [0] : begun;
  const waive = waves.map((wave): Step => ({ kind: 'waive', wave, gates }));
  return { steps: [...waive, { kind: 'setState', state: 'RUNNING', reason }] };
}

function startWave(snapshot: RolloutSnapshot, now: number): ActAnswer {
  const current = currentWave(snapshot);
  const state = snapshot.waves[current]?.state;
  const name = (wave: number) => `wave "${snapshot.plan.waves[wave]?.name}"`;
  if (state === 'soaking') return refuse(`The ${name(current)} soaks: the next begins after that`);
  if (state === 'running') {
    const { kind } = waveStanding(snapshot, current, now);
    if (kind !== 'stalled') return refuse(`Devices of ${name(current)} are still on the way`);
  }
  const next = state === 'pending' ? current : current + 1;
  const steps: Step[] =
    state === 'running' ? [{ kind: 'setWave', wave: current, state: 'done' }] : [];
  if (next < snapshot.waves.length) steps.push({ kind: 'letBegin', wave: next });
  if (steps.length === 0) return refuse('Every wave has begun');
  if (steps.length === 1 && snapshot.waves[next]?.letBegin)
    return refuse(`A person has let ${name(next)} begin already`);
  return { steps };
}

const mayFollow: ReadonlySet<Member['state']> = new Set(['tail', 'assigned', 'installing']);

function halt(snapshot: RolloutSnapshot, by: string, reason: string): ActAnswer {
  if (snapshot.state === 'SUCCEEDED' && !snapshot.members.some(({ state }) => mayFollow.has(state)))
    return refuse('It has succeeded and nobody is on the way: revert takes it back');
  return to('HALTED', saying('Halted', by, reason));
}

const wayOut: Partial<Record<RolloutState, string>> = {
  DRAFT: 'it has not been approved',
  APPROVED: 'no device has been assigned anything yet: abort it and keep',
  HALTED: 'resume it, or abort it',
  REVERTING: 'it is being taken back already',
  REVERTED: 'it has been taken back',
  ABORTED: 'it was aborted: it can only be reverted, or another rollout made',
  SUPERSEDED: 'a newer rollout has taken over',
  SUCCEEDED: 'it has ended: it can only be reverted',
};

/** What an act of a person does, or in words why it cannot be done now. `nextWave` does what follows from it. */
export function applyAct(
  snapshot: RolloutSnapshot,
  act: RolloutAct,
  by: string,
  now: number,
): ActAnswer {
  const name: ActName = act.act === 'abort' && act.revert ? 'revert' : act.act;
  const { state } = snapshot;
  if (!allowedIn[name].includes(state))
    return refuse(`Cannot ${name} a rollout that is ${state}: ${wayOut[state] ?? 'it goes on'}`);
  switch (act.act) {
    case 'approve':
      return approve(snapshot, by);
    case 'pause':
      return to('PAUSED', saying('Paused', by, act.reason));
    case 'resume':
      return resume(snapshot, by, now);
    case 'halt':
      return halt(snapshot, by, act.reason);
    case 'startWave':
      return startWave(snapshot, now);
    case 'abort':
      return act.revert
        ? to('REVERTING', saying('Reverted', by, act.reason))
        : to('ABORTED', saying('Aborted, committed devices keep the release,', by, act.reason));
  }
}

import type { Member, RolloutSnapshot, Step, Wave } from './rollout-state.ts';

export const keyOf = ({ device, stream }: { device: string; stream: string }): string =>
  `${device}/${stream}`;

function changedMember(member: Member, step: Step, now: number): Member {
  switch (step.kind) {
    case 'assign':
      return {
        ...member,
        state: step.revert ? 'reverting' : 'assigned',
        since: now,
        sequence: (member.sequence ?? 0) + 1,
        revert: step.revert,
        hold: false,
        told: null,
      };
    case 'hold':
      return { ...member, hold: step.hold };
    case 'withdraw':
      return { ...member, hold: false };
    case 'setMember':
      return { ...member, state: step.state, since: now };
    default:
      return member;
  }
}

function changedWave(wave: Wave, step: Step, now: number): Wave {
  switch (step.kind) {
    case 'startWave':
      return {
        ...{ ...wave, state: 'running', startedAt: now, since: now },
        background: step.background,
      };
    case 'setWave':
      return { ...wave, state: step.state, since: now };
    case 'letBegin':
      return { ...wave, letBegin: true };
    case 'waive':
      return { ...wave, waived: { at: now, gates: step.gates } };
    default:
      return wave;
  }
}

/**
 * The snapshot as it stands once the steps are carried out, as far as the hub alone can know: what devices answer
 * comes later. The executor's SQL does the same; only the numbers of assignments are its own.
 */
export function applySteps(
  snapshot: RolloutSnapshot,
  steps: readonly Step[],
  now: number,
): RolloutSnapshot {
  if (steps.length === 0) return snapshot;
  let { state } = snapshot;
  const waves = [...snapshot.waves];
  const members = new Map(snapshot.members.map((member) => [keyOf(member), member]));
  for (const step of steps) {
    if (step.kind === 'setState') state = step.state;
    else if ('device' in step) {
      const member = members.get(keyOf(step));
      if (member !== undefined) members.set(keyOf(step), changedMember(member, step, now));
    } else {
      const wave = waves[step.wave];
      if (wave !== undefined) waves[step.wave] = changedWave(wave, step, now);
    }
  }
  return { ...snapshot, state, waves, members: [...members.values()] };
}

import type { InstallFigures, ReleasePhase } from '@lookout/shared/protocol/release-phase';
import { RolloutPlan } from '@lookout/shared/protocol/rollouts';
import type { z } from 'zod';
import { applyAct } from './acts.ts';
import { applySteps, keyOf } from './apply-steps.ts';
import { nextWave } from './next-wave.ts';
import type { AbsenceHabit, Decision, Member, RolloutSnapshot, Step } from './rollout-state.ts';

export const minute = 60_000;
export const hour = 60 * minute;
/** A Monday, 12:00 UTC. */
export const noon = Date.UTC(2026, 0, 5, 12);
export const neverAway: AbsenceHabit = {
  ...{ count: 0, p95Ms: 0, longestMs: 0, share: 0, knownMs: 30 * 24 * hour },
};
/** Away for up to 8 hours, every day. */
export const sleeper: AbsenceHabit = {
  count: 30,
  p95Ms: 7 * hour,
  longestMs: 8 * hour,
  share: 0.3,
  knownMs: 30 * 24 * hour,
};

export const install = {
  ...{ shadowWindows: 50, trialWindows: 50, maxInstallMs: hour, minAgreement: null },
  ...{ maxLatencyUs: null, maxLatencyRatio: null, maxAddedMemoryBytes: null },
};

export const planOf = (plan: Partial<z.input<typeof RolloutPlan>> = {}): RolloutPlan =>
  RolloutPlan.parse({
    ...{ name: 'trial', release: 'a'.repeat(64), install },
    waves: [{ name: 'all', members: { kind: 'rest' } }],
    ...plan,
  });

/** A member of wave 0 that is online and waits. */
export const memberOf = (device: string, given: Partial<Member> = {}): Member => ({
  ...{ device, stream: 'main', site: 'plant', labels: {}, wave: 0, state: 'waiting' },
  ...{ since: noon, sequence: null, previousRelease: null, revert: false, hold: false, told: null },
  ...{ online: true, lastSeenAt: noon, habit: neverAway, temperatureC: null, queueRecords: null },
  ...{ revoked: false, superseded: false },
  ...given,
});

export const membersOf = (count: number, given: Partial<Member> = {}, from = 0): Member[] =>
  Array.from({ length: count }, (_, i) => memberOf(`d${String(from + i).padStart(4, '0')}`, given));

export const snapshotOf = (given: Partial<RolloutSnapshot> = {}): RolloutSnapshot => {
  const plan = given.plan ?? planOf();
  return {
    ...{
      id: 'f0000000-0000-4000-8000-000000000000',
      plan,
      state: 'RUNNING',
      members: membersOf(3),
    },
    waves: plan.waves.map(() => ({
      ...{
        state: 'pending',
        startedAt: null,
        since: null,
        letBegin: false,
        background: null,
        waived: null,
      },
    })),
    evaluation: { newAurocLow: null, oldAuroc: null },
    background: { devices: 0, silent: 0 },
    ...given,
  };
};

export const figuresOf = (given: Partial<InstallFigures> = {}): InstallFigures => ({
  ...{ windows: 50, agreement: 1, oldAbove: 0, newAbove: 0 },
  ...{ oldLatencyP95Us: 100, newLatencyP95Us: 100, newLatencyLowUs: 100, latencyFloorUs: 100 },
  ...{ memoryBytes: null, addedMemoryBytes: null },
  ...{ crashes: 0, ...given },
});

export type Told = NonNullable<Member['told']>;
export const toldOf = (phase: ReleasePhase, since: number, given: Partial<Told> = {}): Told => ({
  ...{ phase, since, held: false, reason: null, figures: null },
  ...given,
});

/**
 * A rollout in memory: time goes on, devices tell, decisions are carried out. What the executor does with tables
 * is done here with `applySteps`.
 */
export class Simulation {
  now: number;
  snapshot: RolloutSnapshot;
  readonly steps: Step[] = [];
  /** Reasons of all changes of the rollout's state. */
  readonly reasons: string[] = [];
  decision: Decision;

  constructor(snapshot: RolloutSnapshot, now = noon) {
    this.now = now;
    this.snapshot = snapshot;
    this.decision = nextWave(snapshot, now);
    this.decide();
  }

  private carryOut(steps: readonly Step[]): void {
    this.steps.push(...steps);
    for (const step of steps) if (step.kind === 'setState') this.reasons.push(step.reason);
    this.snapshot = applySteps(this.snapshot, steps, this.now);
  }

  decide(): Decision {
    this.decision = nextWave(this.snapshot, this.now);
    this.carryOut(this.decision.steps);
    return this.decision;
  }

  wait(ms: number): this {
    this.now += ms;
    this.decide();
    return this;
  }

  /** Lets time go on from one `againAt` to the next until only news would change anything, or `until`. */
  idle(until = Number.POSITIVE_INFINITY): this {
    for (let i = 0; i < 10_000; i++) {
      const at = this.decision.againAt;
      if (at === null || at > until) return this;
      this.now = at;
      this.decide();
    }
    throw new Error('the rollout is awake for ever');
  }

  /** News of members, then one decision. */
  news(change: (member: Member) => Partial<Member> | null): this {
    const members = this.snapshot.members.map((m) => ({ ...m, ...change(m) }));
    this.snapshot = { ...this.snapshot, members };
    this.decide();
    return this;
  }

  /** The devices named (all that have an assignment: none named) tell a phase. */
  tell(phase: ReleasePhase, devices: readonly string[] = [], given: Partial<Told> = {}): this {
    const told = toldOf(phase, this.now, given);
    const isMeant = (m: Member) => devices.length === 0 || devices.includes(m.device);
    return this.news((m) =>
      m.online && m.sequence !== null && isMeant(m) ? { told, lastSeenAt: this.now } : null,
    );
  }

  presence(online: boolean, devices: readonly string[]): this {
    return this.news((m) => (devices.includes(m.device) ? { online, lastSeenAt: this.now } : null));
  }

  act(act: Parameters<typeof applyAct>[1]): string | null {
    const answer = applyAct(this.snapshot, act, 'ann', this.now);
    if ('refused' in answer) return answer.refused;
    this.carryOut(answer.steps);
    this.decide();
    return null;
  }

  states(): Record<string, Member['state']> {
    return Object.fromEntries(this.snapshot.members.map((m) => [m.device, m.state]));
  }

  /** Steps so far, in short: "assign d0001", "startWave 0", "setState RUNNING". */
  trace(): string[] {
    return this.steps.map((step) => {
      if (step.kind === 'setState') return `setState ${step.state}`;
      if (!('device' in step)) return `${step.kind} ${step.wave}`;
      const detail =
        step.kind === 'setMember' ? ` ${step.state}` : step.kind === 'hold' ? ` ${step.hold}` : '';
      return `${step.kind === 'assign' && step.revert ? 'revert' : step.kind} ${keyOf(step).split('/')[0]}${detail}`;
    });
  }
}

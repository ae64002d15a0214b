import type { ReleasePhase } from '@lookout/shared/protocol/release-phase';
import type { RolloutAct } from '@lookout/shared/protocol/rollouts';
import { describe, expect, test } from 'vitest';
import { applySteps, keyOf } from './apply-steps.ts';
import { nextWave } from './next-wave.ts';
import type { Member } from './rollout-state.ts';
import {
  figuresOf,
  hour,
  memberOf,
  minute,
  neverAway,
  noon,
  planOf,
  Simulation,
  sleeper,
  snapshotOf,
  toldOf,
} from './simulate.fixture.ts';
import { randomOf } from './sleeping-fleet.fixture.ts';

// Random walks: random plans and fleets, devices that answer anything or nothing, persons who do anything.

type Random = () => number;
const pick = <T>(random: Random, items: readonly [T, ...T[]]): T =>
  items[Math.floor(random() * items.length)] ?? items[0];
const phases: readonly [ReleasePhase, ...ReleasePhase[]] = [
  ...(['OFFERED', 'DOWNLOADING', 'VERIFIED', 'SELF_TEST', 'SHADOW', 'TRIAL'] as const),
  ...(['COMMITTED', 'COMMITTED', 'COMMITTED', 'COMMITTED', 'COMMITTED', 'COMMITTED'] as const),
  ...(['REJECTED', 'FAILED', 'TIMED_OUT', 'REVERTED', 'SUPERSEDED'] as const),
];
const acts: readonly [RolloutAct, ...RolloutAct[]] = [
  { act: 'approve' },
  { act: 'pause', reason: '' },
  { act: 'resume' },
  { act: 'resume' },
  { act: 'halt', reason: '' },
  { act: 'startWave' },
  { act: 'startWave' },
  { act: 'abort', revert: false, reason: '' },
  { act: 'abort', revert: true, reason: '' },
];

function planAt(random: Random) {
  const count = 1 + Math.floor(random() * 4);
  const nightly = {
    days: [0, 1, 2, 3, 4, 5, 6],
    from: '22:00',
    to: '04:00',
    timeZone: 'Europe/Berlin',
  };
  return planOf({
    waves: Array.from({ length: count }, (_, i) => ({
      ...{ name: `w${i}`, members: { kind: 'rest' as const }, byHand: random() < 0.2 },
      ...{ soakMs: pick(random, [0, 5 * minute, hour]), minSample: pick(random, [1, 3, 10]) },
      ...{
        successShare: pick(random, [0.5, 0.9, 1]),
        maxFailureShare: pick(random, [0, 0.1, 0.5]),
      },
    })),
    schedule: {
      startAt: random() < 0.3 ? noon + hour : null,
      windows: random() < 0.3 ? [nightly] : [],
    },
  });
}

function begin(random: Random): Simulation {
  const plan = planAt(random);
  const members = Array.from({ length: 1 + Math.floor(random() * 25) }, (_, i) => {
    const online = random() < 0.7;
    return memberOf(`d${i}`, {
      ...{ wave: Math.floor(random() * plan.waves.length), online },
      ...{
        lastSeenAt: online || random() < 0.8 ? noon : null,
        habit: random() < 0.3 ? sleeper : neverAway,
      },
    });
  });
  const silent = Math.floor(random() * 5);
  const background = { devices: silent + Math.floor(random() * 100), silent };
  return new Simulation(snapshotOf({ plan, members, background, state: 'DRAFT' }));
}

function happen(rollout: Simulation, random: Random): void {
  const now = rollout.now;
  const one = Math.floor(random() * rollout.snapshot.members.length);
  const of = (change: (member: Member) => Partial<Member> | null) => {
    const chosen = rollout.snapshot.members[one];
    rollout.news((m) => (chosen !== undefined && keyOf(m) === keyOf(chosen) ? change(m) : null));
  };
  const what = random();
  if (what < 0.35) {
    const phase = pick(random, phases);
    const figures = random() < 0.3 ? figuresOf({ agreement: random() < 0.1 ? 0.5 : 1 }) : null;
    of((m) =>
      m.sequence === null
        ? null
        : { told: toldOf(phase, now, { figures }), online: true, lastSeenAt: now },
    );
  } else if (what < 0.55) of((m) => ({ online: !m.online, lastSeenAt: now }));
  else if (what < 0.85) rollout.wait(random() * random() * 5 * hour);
  else if (what < 0.87) of(() => ({ superseded: true }));
  else if (what < 0.88) of(() => ({ revoked: true }));
  else rollout.act(pick(random, acts));
}

/** Walks, and looks at every stop. */
function walk(seed: number, look: (rollout: Simulation, stepsBefore: number) => void): Simulation {
  const random = randomOf(seed);
  const rollout = begin(random);
  if (random() < 0.9) rollout.act({ act: 'approve' });
  for (let i = 0; i < 60; i++) {
    const before = rollout.steps.length;
    happen(rollout, random);
    look(rollout, before);
  }
  return rollout;
}

const seeds = Array.from({ length: 120 }, (_, i) => i + 1);
const ended: ReadonlySet<string> = new Set(['REVERTED', 'ABORTED', 'SUCCEEDED', 'SUPERSEDED']);

describe('from any state that can be reached', () => {
  test('deciding again at the same time gives no steps', () => {
    for (const seed of seeds)
      walk(seed, ({ snapshot, now }) =>
        expect(nextWave(snapshot, now).steps, `seed ${seed}`).toEqual([]),
      );
  });

  test('a decision is a function: the same snapshot gives the same decision', () => {
    for (const seed of seeds.slice(0, 50))
      walk(seed, ({ snapshot, now }) =>
        expect(nextWave(snapshot, now)).toEqual(nextWave(structuredClone(snapshot), now)),
      );
  });

  test('it ends, or waits for a person and says so, when all devices are silent for ever', () => {
    const reached = new Set<string>();
    for (const seed of seeds) {
      const rollout = walk(seed, () => undefined);
      rollout.idle();
      const { snapshot, decision } = rollout;
      reached.add(snapshot.state);
      if (ended.has(snapshot.state)) continue;
      const why = decision.waitsFor.filter((words) => words !== null);
      expect(why.length, `seed ${seed}: ${snapshot.state}`).toBeGreaterThan(0);
      expect(snapshot.state === 'RUNNING' ? why.join() : 'person', `seed ${seed}`).toMatch(
        /person/,
      );
    }
    // The walks go everywhere, or the test would show little.
    expect([...reached].sort()).toEqual([
      'ABORTED',
      'DRAFT',
      'HALTED',
      'PAUSED',
      'REVERTED',
      'RUNNING',
      'SUCCEEDED',
      'SUPERSEDED',
    ]);
  });

  test('it ends, or waits for a person, when all devices come back and commit', () => {
    for (const seed of seeds) {
      const rollout = walk(seed, () => undefined);
      for (let i = 0; i < 40; i++) {
        rollout.news(({ sequence }) => ({
          online: true,
          lastSeenAt: rollout.now,
          ...(sequence === null ? {} : { told: toldOf('COMMITTED', rollout.now) }),
        }));
        rollout.wait(hour);
      }
      const { snapshot, decision } = rollout;
      const why = decision.waitsFor.join();
      if (!ended.has(snapshot.state))
        expect(why, `seed ${seed}: ${snapshot.state}`).toMatch(/person|approves|Halted/);
    }
  });

  test('nothing changes before the time that a decision names', () => {
    for (const seed of seeds)
      walk(seed, ({ snapshot, now, decision }) => {
        // Where some are silent by habit of the fleet, what is usual grows with time: see `usualNow`.
        if (snapshot.background.silent > 0) return;
        const until = decision.againAt ?? now + 1000 * hour;
        for (const share of [0.3, 0.9, 0.999999])
          expect(
            nextWave(snapshot, Math.floor(now + share * (until - now - 1))).steps,
            `seed ${seed}`,
          ).toEqual([]);
      });
  });
});

describe('what never happens', () => {
  test('a member is assigned the release twice, or taken back twice', () => {
    for (const seed of seeds) {
      const rollout = walk(seed, () => undefined);
      const said = rollout.steps.flatMap((step) =>
        step.kind === 'assign' ? `${keyOf(step)} ${step.revert}` : [],
      );
      expect(new Set(said).size, `seed ${seed}`).toBe(said.length);
    }
  });

  test('a wave begins before the one before is done, or twice', () => {
    for (const seed of seeds) {
      const rollout = walk(seed, ({ snapshot }) => {
        for (const [i, wave] of snapshot.waves.entries())
          if (wave.state !== 'pending' && i > 0)
            expect(snapshot.waves[i - 1]?.state, `seed ${seed}`).toBe('done');
      });
      const begun = rollout.steps.flatMap((step) => (step.kind === 'startWave' ? step.wave : []));
      expect(begun).toEqual([...new Set(begun)].sort((a, b) => a - b));
    }
  });

  test('a member of a wave that has not begun is assigned anything', () => {
    for (const seed of seeds)
      walk(seed, ({ snapshot }) => {
        for (const { wave, sequence } of snapshot.members)
          if (snapshot.waves[wave]?.state === 'pending')
            expect(sequence, `seed ${seed}`).toBeNull();
      });
  });

  test('anything is assigned by a decision that halts, or while it is halted or paused', () => {
    for (const seed of seeds)
      walk(seed, ({ snapshot, steps }, before) => {
        const taken = steps.slice(before);
        const from = taken.findIndex((step) => step.kind === 'setState' && step.state === 'HALTED');
        if (snapshot.state === 'HALTED' && from >= 0)
          expect(
            taken.slice(from).filter(({ kind }) => kind === 'assign'),
            `seed ${seed}`,
          ).toEqual([]);
        if (snapshot.state === 'HALTED' && from < 0)
          expect(
            taken.filter(({ kind }) => kind === 'assign'),
            `seed ${seed}`,
          ).toEqual([]);
      });
  });

  test('a halted rollout leaves a member on its way without a hold', () => {
    for (const seed of seeds)
      walk(seed, ({ snapshot }) => {
        if (snapshot.state !== 'HALTED') return;
        for (const { state, hold, device } of snapshot.members) {
          expect(['assigned', 'installing'], `seed ${seed} ${device}`).not.toContain(state);
          if (state === 'held') expect(hold).toBe(true);
        }
      });
  });

  test('a change of state without a reason in words', () => {
    for (const seed of seeds)
      for (const step of walk(seed, () => undefined).steps) {
        if (step.kind === 'setState') expect(step.reason.length).toBeGreaterThan(10);
        if (step.kind === 'setMember' && ['failed', 'silent', 'left'].includes(step.state))
          expect(step.reason?.text.length, `seed ${seed}`).toBeGreaterThan(10);
      }
  });

  test('a reason longer than the protocol carries', () => {
    for (const seed of seeds)
      walk(seed, ({ decision }) => {
        for (const words of decision.waitsFor)
          expect((words ?? '').length).toBeLessThanOrEqual(256);
        for (const step of decision.steps)
          if (step.kind === 'setState') expect(step.reason.length).toBeLessThanOrEqual(512);
      });
  });

  test('waves or ends going backwards', () => {
    const rank = { pending: 0, running: 1, soaking: 2, done: 3 };
    const over: ReadonlySet<string> = new Set(['reverted', 'left']);
    for (const seed of seeds) {
      const random = randomOf(seed);
      const rollout = begin(random);
      rollout.act({ act: 'approve' });
      for (let i = 0; i < 60; i++) {
        const before = rollout.snapshot;
        happen(rollout, random);
        for (const [w, wave] of rollout.snapshot.waves.entries())
          expect(rank[wave.state]).toBeGreaterThanOrEqual(
            rank[before.waves[w]?.state ?? 'pending'],
          );
        for (const [m, member] of rollout.snapshot.members.entries()) {
          const was = before.members[m]?.state ?? 'waiting';
          // Withdrawn while away, and found to have committed: taken back after all.
          const late =
            was === 'left' && (member.state === 'reverting' || member.state === 'reverted');
          if (over.has(was) && !late) expect(['left', was], `seed ${seed}`).toContain(member.state);
        }
      }
    }
  });

  test('steps that change nothing', () => {
    for (const seed of seeds.slice(0, 100))
      walk(seed, ({ steps, snapshot, now }, before) => {
        const holds = steps
          .slice(before)
          .filter(({ kind }) => kind === 'hold')
          .map((step) => JSON.stringify(step));
        expect(new Set(holds).size).toBe(holds.length);
        expect(applySteps(snapshot, [], now)).toBe(snapshot);
      });
  });
});

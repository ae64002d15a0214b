import { expect, test } from 'vitest';
import { Load } from '../protocol/load.ts';
import { PlacementChoice, PlacementPolicy, processorOf } from '../protocol/placement.ts';
import { mixSeed, Random } from '../simulator/random.ts';
import { allowed, candidatesOf, coolest, isSame } from './candidates.ts';
import { chooseVariant } from './choose-variant.ts';
import { deadlineOf } from './evidence.ts';
import { type Decision, noMemory, type Placed, type Situation } from './placement.ts';
import { RandomLoad, randomPolicy, randomProfiles } from './random-load.fixture.ts';
import { calm, cpu, everyMs, gpu, nets, policy, situation, startMs } from './situation.fixture.ts';

const hourMs = 3_600_000;
const seeds = Array.from({ length: 16 }, (_, i) => i + 1);

interface Step {
  readonly now: number;
  readonly situation: Situation;
  readonly decision: Decision;
}

interface Run {
  readonly policy: PlacementPolicy;
  readonly steps: readonly Step[];
}

const runs = new Map<number, Run>();

/** An hour and a half of any load; what is chosen runs a few decisions later, or never. */
function runOf(seed: number): Run {
  const run = runs.get(seed) ?? anyRun(seed, 1.5);
  runs.set(seed, run);
  return run;
}

function anyRun(seed: number, hours: number): Run {
  const random = new Random(mixSeed(seed, 7));
  const loads = new RandomLoad(random);
  const wanted = policy(randomPolicy(random));
  let profiles = randomProfiles(random);
  const steps: Step[] = [];
  let running: Placed | null = random.uniform() < 0.5 ? gpu : null;
  let memory = noMemory;
  for (let now = startMs; now < startMs + hours * hourMs; now += everyMs) {
    if (random.uniform() < 0.002) profiles = randomProfiles(random);
    const load = random.uniform() < 0.02 ? null : { ...calm, ...loads.next(running), at: now };
    const asked = situation({ now, load, profiles, running });
    const decision = chooseVariant(asked, wanted, memory);
    steps.push({ now, situation: asked, decision });
    memory = decision.memory;
    if (decision.isSwitch && random.uniform() < 0.6) running = decision.choice;
  }
  return { policy: wanted, steps };
}

/** Those that change what is asked for, and are not urgent. */
const considered = ({ steps }: Run): number[] =>
  steps.flatMap(({ now, decision, situation: { running } }, i) => {
    const before = steps[i - 1]?.decision.choice ?? running;
    const isNew = before !== null && !isSame(decision.choice, before);
    const isExempt = decision.isUrgent || decision.choice.code === 'policy';
    const isMade = decision.memory.switchedAt.at(-1) === now;
    return isNew && isMade && !isExempt ? [now] : [];
  });

test.each(seeds)('never more than the cap of considered switches in any hour (seed %i)', (seed) => {
  const run = runOf(seed);
  const times = considered(run);
  for (const at of times)
    expect(times.filter((other) => other >= at && other < at + hourMs).length).toBeLessThanOrEqual(
      run.policy.maxSwitchesPerHour,
    );
});

test('those runs do switch, and urgently too', () => {
  const all = seeds.map(runOf);
  expect(all.flatMap(considered).length).toBeGreaterThan(20);
  const urgent = all.flatMap(({ steps }) => steps).filter(({ decision }) => decision.isUrgent);
  expect(urgent.length).toBeGreaterThan(20);
});

test.each(seeds)('chooses what runs and is allowed, in a sentence (seed %i)', (seed) => {
  const { policy: wanted, steps } = runOf(seed);
  for (const {
    situation: { profiles, running },
    decision,
  } of steps) {
    const runnable = candidatesOf(profiles);
    const open = allowed(runnable, wanted);
    const isKnown = profiles.some((one) => isSame(one, decision.choice));
    if (open.length > 0 && (isKnown || !isSame(decision.choice, running)))
      expect(open.some((one) => isSame(one, decision.choice))).toBe(true);
    expect(PlacementChoice.safeParse(decision.choice).success).toBe(true);
    expect(decision.choice.reason).toMatch(/^\S.{10,}[.…]$/);
    expect(decision.choice.reason).not.toMatch(/NaN|undefined|Infinity|null/);
    for (const { p95Us, stretch, correction } of decision.predicted)
      expect(Math.min(p95Us, stretch, correction)).toBeGreaterThan(0);
  }
});

test.each(seeds)(
  'is off the GPU at a critical temperature within one decision (seed %i)',
  (seed) => {
    const { policy: wanted, steps } = runOf(seed);
    for (const {
      situation: { load, profiles, strideMs },
      decision,
    } of steps) {
      const left = load?.criticalHeadroomC ?? null;
      const deadlineUs = deadlineOf(wanted, strideMs);
      const best = coolest(allowed(candidatesOf(profiles), wanted), deadlineUs);
      if (left !== null && left < wanted.criticalHeadroomC && best !== null)
        expect(decision.choice).toMatchObject({ variant: best.variant, provider: best.provider });
    }
  },
);

test.each(seeds)('more headroom never makes it leave the GPU earlier (seed %i)', (seed) => {
  const random = new Random(mixSeed(seed, 8));
  const more = random.uniform() * 15;
  expect(leavesGpuAt(seed, more)).toBeGreaterThanOrEqual(leavesGpuAt(seed, 0));
});

/** When the same load, with so much more headroom, first makes it leave; the end where it never does. */
function leavesGpuAt(seed: number, moreC: number): number {
  const random = new Random(mixSeed(seed, 9));
  const profiles = Object.values(nets)[seed % 5] ?? nets.medium;
  const loads = new RandomLoad(random);
  let memory = noMemory;
  let now = startMs;
  for (; now < startMs + hourMs; now += everyMs) {
    const load = { ...calm, ...loads.next(gpu), at: now };
    const warmer = (value: number | null) => (value === null ? null : value + moreC);
    const shifted = {
      ...load,
      headroomC: warmer(load.headroomC),
      criticalHeadroomC: warmer(load.criticalHeadroomC),
    };
    const asked = situation({ now, load: shifted, profiles, running: gpu });
    const decision = chooseVariant(asked, policy(), memory);
    if (processorOf(decision.choice.provider) === 'cpu') break;
    memory = decision.memory;
  }
  return now;
}

test('the same situations give the same decisions', () => {
  for (const seed of [3, 5]) expect(anyRun(seed, 0.5)).toEqual(anyRun(seed, 0.5));
});

test('the order of the profiles does not matter', () => {
  for (const seed of seeds) {
    const profiles = randomProfiles(new Random(mixSeed(seed, 10)));
    const turned = [...profiles].reverse();
    const [a, b] = [profiles, turned].map((one) =>
      chooseVariant(situation({ profiles: one }), policy(), noMemory),
    );
    if (candidatesOf(profiles).length > 0) expect(a).toEqual(b);
  }
});

test('what is remembered stays small, and is plain data', () => {
  const sizes = seeds.slice(0, 2).map((seed) => {
    const { memory } = anyRun(seed, 12).steps.at(-1)?.decision ?? { memory: noMemory };
    expect(JSON.parse(JSON.stringify(memory))).toEqual(memory);
    return JSON.stringify(memory).length;
  });
  expect(Math.max(...sizes)).toBeLessThan(5_000);
});

test('a clock that jumps back starts the waits anew and keeps the cap', () => {
  const busy = { ...calm, gpuPercent: 95 };
  const at = (now: number) => ({ now, load: { ...busy, at: now }, running: gpu });
  let memory = chooseVariant(situation(at(startMs)), policy(), noMemory).memory;
  memory = chooseVariant(situation(at(startMs + 14_000)), policy(), memory).memory;
  const back = chooseVariant(situation(at(startMs - hourMs)), policy(), memory);
  expect(back.isSwitch).toBe(false);
  const capped = { ...memory, switchedAt: [1, 2, 3, 4, 5, 6].map((s) => startMs + s * 1000) };
  const again = chooseVariant(situation(at(startMs - hourMs)), policy({ leaveAfterMs: 0 }), capped);
  expect(again.choice.code).toBe('capped');
  const later = chooseVariant(
    situation(at(startMs + 1)),
    policy({ leaveAfterMs: 0 }),
    again.memory,
  );
  expect(later.isSwitch).toBe(true);
});

test('what was asked for is asked for again until it runs, and counts once', () => {
  const asked = (now: number, memory = noMemory) =>
    chooseVariant(
      situation({ now, load: { ...calm, at: now, criticalHeadroomC: 1 }, running: gpu }),
      policy(),
      memory,
    );
  const first = asked(startMs);
  const second = asked(startMs + everyMs, first.memory);
  expect([first.isSwitch, second.isSwitch, second.isUrgent]).toEqual([true, true, true]);
  expect(second.memory.switchedAt).toEqual([startMs]);
  expect(second.choice).toEqual(first.choice);
});

test('while nothing runs yet the first choice stands as what runs would', () => {
  const asked = (now: number, gpuPercent: number, memory = noMemory) =>
    chooseVariant(situation({ now, load: { ...calm, at: now, gpuPercent } }), policy(), memory);
  const first = asked(startMs, 5);
  const second = asked(startMs + everyMs, 95, first.memory);
  expect([first, second].map(({ choice, isSwitch }) => ({ ...choice, isSwitch }))).toEqual([
    { ...first.choice, ...gpu, isSwitch: true },
    { ...first.choice, isSwitch: true },
  ]);
  expect(second.memory.switchedAt).toEqual([]);
  const third = asked(startMs + 4 * everyMs, 95, second.memory);
  expect(third.choice).toMatchObject({ ...cpu, code: 'gpuBusy' });
});

test('the samples of these tests are samples of the protocol', () => {
  const loads = new RandomLoad(new Random(1));
  for (let i = 0; i < 200; i++)
    expect(Load.safeParse({ ...calm, ...loads.next(gpu) }).success).toBe(true);
  expect(PlacementPolicy.safeParse(policy(randomPolicy(new Random(2)))).success).toBe(true);
});

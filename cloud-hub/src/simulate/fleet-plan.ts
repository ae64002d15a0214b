import { mixSeed, Random } from '@lookout/shared/simulator/random';
import type { GpuKind } from './placing/machine.ts';

/** What becomes of a release on a device, where it is not simply installed. */
export type Fate =
  | 'good'
  | 'selfTest' // fails its golden windows
  | 'disagreement' // in the shadow
  | 'latency' // in the trial: reverted
  | 'crashLoop' // in the trial: reverted
  | 'silent' // takes the release up, and is never heard again
  | 'corrupt'; // its line damages blocks

/** Away for hours as a habit. */
export interface SleepHabit {
  readonly awakeMs: number;
  readonly asleepMs: number;
  /** Where in its first period it is at the start. */
  readonly phaseMs: number;
}

export interface SimulatedDevice {
  readonly id: string;
  readonly site: string;
  readonly seed: number;
  readonly fate: Fate;
  readonly sleep: SleepHabit | null;
  /** Of its GPU; absent: its agent knows of no placement. */
  readonly gpu?: GpuKind;
}

export interface FleetShares {
  /** Of the fleet, each 0 to 1. */
  readonly fail: number;
  readonly silent: number;
  readonly corrupt: number;
  readonly sleep: number;
  /** That have a GPU, and of these: whose provider is lost now and then, or lies. */
  readonly gpu?: number;
  readonly gpuTrouble?: number;
}

export interface FleetPlan {
  readonly devices: number;
  readonly sites: number;
  /** Begins every id. */
  readonly tag: string;
  readonly seed: number;
  readonly shares: FleetShares;
  /** How long an hour of a sleeper lasts. */
  readonly hourMs: number;
}

/** The same however large the fleet is, so that it can grow. */
const idDigits = 5;
const failures = ['selfTest', 'disagreement', 'latency', 'crashLoop'] as const;

/** The same fleet for the same seed, whatever happens while it runs. */
export function planFleet(plan: FleetPlan): SimulatedDevice[] {
  const fates = shuffled(fatesOf(plan), new Random(mixSeed(plan.seed, 1)));
  const sleepers = shuffled(
    firstOf(plan.devices, plan.shares.sleep),
    new Random(mixSeed(plan.seed, 2)),
  );
  const gpus = gpusOf(plan);
  return fates.map((fate, i) => ({
    id: `${plan.tag}-${String(i + 1).padStart(idDigits, '0')}`,
    site: `${plan.tag}-site-${(i % plan.sites) + 1}`,
    seed: mixSeed(plan.seed, 100 + i),
    fate,
    ...(gpus !== null && { gpu: gpus[i] ?? 'none' }),
    sleep:
      sleepers[i] === true ? habitOf(new Random(mixSeed(plan.seed, 1e6 + i)), plan.hourMs) : null,
  }));
}

function fatesOf({ devices, shares: { fail, silent, corrupt } }: FleetPlan): Fate[] {
  const count = (share: number) => Math.round(share * devices);
  const bad: Fate[] = [
    ...Array.from({ length: count(fail) }, (_, i) => failures[i % failures.length] ?? 'selfTest'),
    ...Array.from({ length: count(silent) }, () => 'silent' as const),
    ...Array.from({ length: count(corrupt) }, () => 'corrupt' as const),
  ].slice(0, devices);
  return [...bad, ...Array.from({ length: devices - bad.length }, () => 'good' as const)];
}

/** Null: nobody asked for placement. */
function gpusOf({ devices, seed, shares: { gpu, gpuTrouble = 0 } }: FleetPlan): GpuKind[] | null {
  if (gpu === undefined) return null;
  const count = Math.round(gpu * devices);
  const bad = Math.round(gpuTrouble * count);
  const kinds = Array.from({ length: devices }, (_, i): GpuKind => {
    if (i >= count) return 'none';
    return i >= bad ? 'good' : i % 2 === 0 ? 'lost' : 'lying';
  });
  return shuffled(kinds, new Random(mixSeed(seed, 5)));
}

const firstOf = (devices: number, share: number): boolean[] =>
  Array.from({ length: devices }, (_, i) => i < Math.round(share * devices));

/** Awake for a quarter to one hour, away for two to eight. */
function habitOf(random: Random, hourMs: number): SleepHabit {
  const awakeMs = Math.round((0.25 + 0.75 * random.uniform()) * hourMs);
  const asleepMs = Math.round((2 + 6 * random.uniform()) * hourMs);
  return { awakeMs, asleepMs, phaseMs: Math.round(random.uniform() * (awakeMs + asleepMs)) };
}

/** Fisher and Yates. */
function shuffled<T>(items: readonly T[], random: Random): T[] {
  const all = [...items];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random.uniform() * (i + 1));
    const [a, b] = [all[i], all[j]];
    if (a !== undefined && b !== undefined) [all[i], all[j]] = [b, a];
  }
  return all;
}

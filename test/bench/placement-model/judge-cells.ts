import { type Candidate, candidatesOf } from '@lookout/shared/placement/candidates';
import { evidenceOf } from '@lookout/shared/placement/evidence';
import {
  noMemory,
  type PlacementMemory,
  type Situation,
} from '@lookout/shared/placement/placement';
import { learn, predict } from '@lookout/shared/placement/predict';
import type { Load, StreamLoad } from '@lookout/shared/protocol/load';
import { PlacementPolicy, type VariantProfile } from '@lookout/shared/protocol/placement';
import type { Cell, Half } from './measure-cells.ts';

/** A variant under a stress at one time. */
export interface Judged {
  readonly stress: string;
  readonly variant: string;
  readonly round: number;
  readonly idleP95Us: number;
  readonly observedP95Us: number;
  /** By the profile and what the device saw of the machine. */
  readonly plainP95Us: number;
  /** The same with what had been learned of the running variant ten seconds before. */
  readonly learnedP95Us: number;
}

const provider = 'cpu';
const stream = 'bench';
const policy = PlacementPolicy.parse({});

/** The first part of each cell teaches the correction; the others are judged. */
export function judgeCells(cells: readonly Cell[], variants: readonly string[]): Judged[] {
  const profiles = variants.map((variant, i) => profileOf(variant, idleP95Us(cells, i)));
  const candidates = candidatesOf(profiles);
  return cells.flatMap(({ round, stress, halves: [first, ...later] }) =>
    variants.flatMap((variant, i): Judged[] => {
      if (first === undefined) return [];
      const candidate = candidates.find((one) => one.variant === variant);
      if (candidate === undefined) return [];
      const corrections = learned(situationOf(first, profiles, variant, i), candidates);
      const predicted = later.map((half) => {
        const evidence = evidenceOf(situationOf(half, profiles, variant, i), policy, candidates);
        return [predict([candidate], evidence, {}), predict([candidate], evidence, corrections)];
      });
      const mean = (which: 0 | 1) => geometricMean(predicted.map((p) => p[which]?.[0]?.p95Us ?? 0));
      return [
        {
          ...{ stress, variant, round, idleP95Us: candidate.p95Us },
          observedP95Us: p95(later.flatMap(({ runs }) => wallsOf(runs[i]))),
          ...{ plainP95Us: mean(0), learnedP95Us: mean(1) },
        },
      ];
    }),
  );
}

/**
 * A machine that others use is never idle for long enough. What a run takes on a CPU is what it would take
 * alone; of a run that nobody disturbed its whole time, which the count of CPU time may exceed, is less.
 */
function idleP95Us(cells: readonly Cell[], variant: number): number {
  const alone = cells.filter(({ stress }) => stress === 'none').flatMap(({ halves }) => halves);
  return p95(
    alone.flatMap(({ runs }) => (runs[variant] ?? []).map(([wall, cpu]) => Math.min(wall, cpu))),
  );
}

/** As it stands after some minutes of the same. */
function learned(situation: Situation, candidates: readonly Candidate[]) {
  let memory: PlacementMemory = { ...noMemory, decidedAt: situation.now };
  for (let minute = 0.5; minute <= 10; minute += 0.5) {
    const now = situation.now + minute * 60_000;
    const load = situation.load === null ? null : { ...situation.load, at: now };
    const at = { ...situation, now, load };
    const corrections = learn(at, candidates, evidenceOf(at, policy, candidates), memory);
    memory = { ...memory, corrections, decidedAt: now };
  }
  return memory.corrections;
}

function situationOf(
  { load, runs }: Half,
  profiles: readonly VariantProfile[],
  variant: string,
  i: number,
): Situation {
  const walls = wallsOf(runs[i]);
  const seen: StreamLoad = {
    ...{ stream, variant, provider, windows: walls.length },
    ...{ p50Us: quantile(walls, 0.5), p95Us: p95(walls), lagP95Us: null },
  };
  const sample: Load = {
    ...{ ...load, at: 0, inferenceP50Us: null, inferenceP95Us: null, streams: [seen] },
    outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  };
  return {
    ...{ now: 0, load: sample, stream, strideMs: 1000, profiles },
    ...{ cpuCount: load.cpuOnline ?? 1, running: { variant, provider } },
  };
}

const profileOf = (variant: string, idleUs: number): VariantProfile => ({
  ...{ variant, provider, bundle: '0'.repeat(64), measuredAt: 0, idle: true },
  ...{ p50Us: idleUs, p95Us: idleUs, firstRunUs: null, peakMemoryBytes: null },
  ...{ usable: 'yes', detail: '', auroc: null },
});

const wallsOf = (runs: Half['runs'][number] | undefined): number[] =>
  (runs ?? []).map(([wallUs]) => wallUs);

const p95 = (values: readonly number[]): number => quantile(values, 0.95);

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
}

const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

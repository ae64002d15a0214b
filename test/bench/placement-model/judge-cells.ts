import { candidatesOf } from '@lookout/shared/placement/candidates';
import { evidenceOf } from '@lookout/shared/placement/evidence';
import {
  noMemory,
  type PlacementMemory,
  type Situation,
} from '@lookout/shared/placement/placement';
import { learn, predict } from '@lookout/shared/placement/predict';
import type { Load, StreamLoad } from '@lookout/shared/protocol/load';
import {
  notMetered,
  PlacementPolicy,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import { type Cell, type Half, halfMs } from './measure-cells.ts';

/** A variant under a stress at one time. */
export interface Judged {
  readonly stress: string;
  readonly variant: string;
  readonly round: number;
  readonly idleP95Us: number;
  readonly observedP95Us: number;
  /** In its parts of ten seconds: how far p95 is a constant at all. */
  readonly partsP95Us: readonly number[];
  /** By the profile and what the device saw of the machine. */
  readonly plainP95Us: number;
  /** The same with what had been learned of the running variant until then. */
  readonly learnedP95Us: number;
}

const provider = 'cpu';
const stream = 'bench';
const policy = PlacementPolicy.parse({});

/**
 * As the device goes through the whole recording, with one variant running and then with the next. The first
 * part of each cell is not judged: what is observed of it begins under the stress before.
 */
export function judgeCells(cells: readonly Cell[], variants: readonly string[]): Judged[] {
  const profiles = variants.map((variant, i) => profileOf(variant, idleP95Us(cells, i)));
  const candidates = candidatesOf(profiles);
  return variants.flatMap((variant, i) => {
    const candidate = candidates.find((one) => one.variant === variant);
    if (candidate === undefined) return [];
    let memory: PlacementMemory = { ...noMemory, decidedAt: 0 };
    return cells.map(({ round, stress, halves }): Judged => {
      const plain: number[] = [];
      const corrected: number[] = [];
      for (const half of halves) {
        const now = (memory.decidedAt ?? 0) + halfMs;
        const situation = situationOf(half, profiles, variant, i, now);
        const evidence = evidenceOf(situation, policy, candidates);
        const { corrections } = memory;
        for (const { p95Us, correction } of predict([candidate], evidence, corrections)) {
          plain.push(p95Us / correction);
          corrected.push(p95Us);
        }
        memory = {
          ...memory,
          corrections: learn(situation, candidates, evidence, memory),
          decidedAt: now,
        };
      }
      return {
        ...{ stress, variant, round, idleP95Us: candidate.p95Us },
        observedP95Us: p95(halves.slice(1).flatMap(({ runs }) => wallsOf(runs[i]))),
        partsP95Us: halves.slice(1).map(({ runs }) => p95(wallsOf(runs[i]))),
        plainP95Us: geometricMean(plain.slice(1)),
        learnedP95Us: geometricMean(corrected.slice(1)),
      };
    });
  });
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

function situationOf(
  { load, runs }: Half,
  profiles: readonly VariantProfile[],
  variant: string,
  i: number,
  now: number,
): Situation {
  const walls = wallsOf(runs[i]);
  const seen: StreamLoad = {
    ...{ stream, variant, provider, windows: walls.length },
    ...{ p50Us: quantile(walls, 0.5), p95Us: p95(walls), lagP95Us: null },
  };
  const sample: Load = {
    ...{ ...load, at: now, inferenceP50Us: null, inferenceP95Us: null, streams: [seen] },
    outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  };
  return {
    ...{ now, load: sample, stream, strideMs: 1000, profiles },
    ...{ cpuCount: load.cpuOnline ?? 1, running: { variant, provider } },
  };
}

const profileOf = (variant: string, idleUs: number): VariantProfile => ({
  ...{ variant, provider, bundle: '0'.repeat(64), measuredAt: 0, idle: true },
  ...notMetered,
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

import { type Load, unknownMachine } from '../protocol/load.ts';
import { notMetered, PlacementPolicy, type VariantProfile } from '../protocol/placement.ts';
import { chooseVariant } from './choose-variant.ts';
import {
  type Decision,
  noMemory,
  type Placed,
  type PlacementMemory,
  type Situation,
} from './placement.ts';

export const startMs = Date.UTC(2026, 10, 24, 8);
export const everyMs = 5_000;

export const cpu: Placed = { variant: 'cpu-int8', provider: 'cpu' };
export const gpu: Placed = { variant: 'gpu-fp16', provider: 'cuda' };
const mebibyte = 1024 * 1024;

export const profile = (
  placed: Placed,
  p95Ms: number,
  rest: Partial<VariantProfile> = {},
): VariantProfile => ({
  ...{ ...placed, bundle: 'a'.repeat(64), measuredAt: startMs, idle: true },
  ...notMetered,
  ...{ p50Us: p95Ms * 900, p95Us: p95Ms * 1000, firstRunUs: 1e6, peakMemoryBytes: 200 * mebibyte },
  ...{ usable: 'yes', detail: '', auroc: 0.9 },
  ...rest,
});

/** Of a stream with one window a second: 500 ms is the deadline. */
export const nets = {
  /** A sensor network: 50 µs. */
  tiny: [profile(cpu, 0.05), profile(gpu, 0.2)],
  /** 12 % of the deadline on the CPU. */
  light: [profile(cpu, 60), profile(gpu, 15)],
  /** 64 %: the CPU can, and the GPU is much faster. */
  medium: [profile(cpu, 320), profile(gpu, 20)],
  /** 140 %: misses it on the CPU. */
  heavy: [profile(cpu, 700), profile(gpu, 40)],
  /** Misses it everywhere. */
  tooHeavy: [profile(cpu, 3_000), profile(gpu, 900)],
} satisfies Record<string, VariantProfile[]>;

export const calm: Load = {
  ...{ at: startMs, cpuPercent: 60, memoryUsedBytes: 4_096 * mebibyte, temperatureC: 50 },
  ...{ memoryTotalBytes: 16_384 * mebibyte, diskFreeBytes: null },
  ...{ inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  ...unknownMachine,
  ...{ otherCpuPercent: 10, cpuOnline: 4, cpuClockRatio: 1, cpuPressurePercent: 0 },
  ...{ gpuPercent: 10, gpuClockRatio: 1, headroomC: 30, criticalHeadroomC: 40 },
  ...{ overCurrentEvents: 0, throttled: false },
};

export const policy = (rest: Partial<PlacementPolicy> = {}): PlacementPolicy => ({
  ...PlacementPolicy.parse({}),
  ...rest,
});

/** What the running variant's windows took, as the device tells it. */
export const seen = (of: Placed, lagMs: number): Pick<Load, 'streams'> => ({
  streams: [
    {
      ...{ stream: 'loop', ...of, windows: 10 },
      ...{ p50Us: lagMs * 800, p95Us: lagMs * 1000, lagP95Us: lagMs * 1000 },
    },
  ],
});

/** Its runs are quick, and its windows wait for them. */
export const queued = (of: Placed, runMs: number, lagMs: number): Pick<Load, 'streams'> => ({
  streams: seen(of, runMs).streams.map((stream) => ({ ...stream, lagP95Us: lagMs * 1000 })),
});

export const situation = (rest: Partial<Situation> = {}): Situation => ({
  ...{ now: startMs, load: calm, stream: 'loop', strideMs: 1_000, profiles: nets.medium },
  ...{ cpuCount: 4, running: null },
  ...rest,
});

/** For so many seconds the machine is like this: what differs from `calm`, or nothing is heard of it. */
export interface Phase {
  readonly seconds: number;
  readonly load?: Partial<Load> | null;
  readonly profiles?: readonly VariantProfile[];
  readonly policy?: Partial<PlacementPolicy>;
}

export interface Story extends Partial<Situation> {
  readonly policy?: Partial<PlacementPolicy>;
  readonly memory?: PlacementMemory;
  readonly phases: readonly Phase[];
}

export interface Told {
  readonly at: number;
  readonly decision: Decision;
}

/** Decides every five seconds, what is chosen running by the next time. */
export function tell({ phases, policy: wanted, memory = noMemory, ...rest }: Story): Told[] {
  let { now, running, ...fixed } = situation(rest);
  let remembered = memory;
  const told: Told[] = [];
  for (const phase of phases)
    for (let t = 0; t < phase.seconds * 1000; t += everyMs) {
      const load = phase.load === null ? null : { ...calm, ...phase.load, at: now };
      const profiles = phase.profiles ?? fixed.profiles;
      const decision = chooseVariant(
        { ...fixed, now, running, load, profiles },
        policy({ ...wanted, ...phase.policy }),
        remembered,
      );
      told.push({ at: now - startMs, decision });
      remembered = decision.memory;
      if (decision.isSwitch) running = decision.choice;
      now += everyMs;
    }
  return told;
}

import type { Load } from '../protocol/load.ts';
import type { PlacementPolicy, VariantProfile } from '../protocol/placement.ts';
import type { Random } from '../simulator/random.ts';
import type { Placed } from './placement.ts';
import { calm, cpu, gpu, profile, seen } from './situation.fixture.ts';

const one = <T>(random: Random, of: readonly T[]): T | undefined =>
  of[Math.floor(random.uniform() * of.length)];
const sometimes = <T>(random: Random, share: number, value: T, otherwise: T): T =>
  random.uniform() < share ? value : otherwise;
const between = (random: Random, low: number, high: number): number =>
  low + (high - low) * random.uniform();
const logBetween = (random: Random, low: number, high: number): number =>
  low * (high / low) ** random.uniform();

const places: readonly Placed[] = [
  cpu,
  gpu,
  { variant: 'cpu-small', provider: 'cpu' },
  { variant: 'gpu-fp16', provider: 'tensorrt' },
  { variant: 'gpu-small', provider: 'webgpu' },
];

/** Some of five pairs, with any speeds, a few unusable. */
export function randomProfiles(random: Random): VariantProfile[] {
  return places
    .filter(() => random.uniform() < 0.7)
    .map((placed) =>
      profile(placed, logBetween(random, 0.02, 3_000), {
        usable: sometimes(
          random,
          0.15,
          one(random, ['absent', 'failed', 'fellBack', 'wrongScore'] as const) ?? 'failed',
          'yes',
        ),
        auroc: sometimes(random, 0.2, null, between(random, 0.8, 1)),
        peakMemoryBytes: sometimes(random, 0.1, null, Math.round(logBetween(random, 1e7, 4e9))),
      }),
    );
}

export function randomPolicy(random: Random): Partial<PlacementPolicy> {
  const processor = one(random, ['cpu', 'gpu'] as const) ?? 'cpu';
  return {
    prefer: sometimes(random, 0.2, processor, null),
    forbid: sometimes<PlacementPolicy['forbid']>(random, 0.15, [processor], []),
    powerSaving: random.uniform() < 0.2,
    deadlineMs: sometimes(random, 0.2, logBetween(random, 1, 5_000), null),
    dwellMs: Math.round(between(random, 0, 200_000)),
    leaveAfterMs: Math.round(between(random, 0, 30_000)),
    returnAfterMs: Math.round(between(random, 0, 120_000)),
    maxSwitchesPerHour: Math.floor(between(random, 0, 12)),
  };
}

/** A load of no plan: spells of a random length, each figure anywhere or unknown. */
export class RandomLoad {
  #left = 0;
  #load: Partial<Load> = {};
  #counted = 0;

  constructor(private readonly random: Random) {}

  next(running: Placed | null): Partial<Load> {
    this.#left -= 1;
    if (this.#left <= 0) this.#begin();
    const lag = running === null ? {} : seen(running, logBetween(this.random, 0.05, 5_000));
    return { ...this.#load, ...(this.random.uniform() < 0.8 ? lag : {}) };
  }

  #begin(): void {
    const { random } = this;
    this.#left = Math.ceil(logBetween(random, 1, 100));
    if (random.uniform() < 0.1) this.#counted += 1;
    const figure = (low: number, high: number) =>
      sometimes(random, 0.1, null, between(random, low, high));
    this.#load = {
      ...{ otherCpuPercent: figure(0, 100), cpuPressurePercent: figure(0, 100) },
      ...{
        cpuClockRatio: figure(0.2, 1),
        gpuPercent: figure(0, 100),
        gpuClockRatio: figure(0.2, 1),
      },
      ...{ headroomC: figure(-5, 40), criticalHeadroomC: figure(-2, 40), throttled: null },
      memoryUsedBytes: sometimes(random, 0.1, null, between(random, 0, calm.memoryTotalBytes ?? 0)),
      overCurrentEvents: this.#counted,
    };
  }
}

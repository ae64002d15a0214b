import { processorOf } from '../protocol/placement.ts';
import { clamp, known, shareOf } from './known.ts';

/** What of a machine's load stretches a run of the network. Shares of 0 to 1; null is unknown. */
export interface Contention {
  /** Of all CPUs, by processes other than ours. */
  readonly otherCpu: number | null;
  readonly cores: number;
  /** Time in which some process waited for a CPU. */
  readonly cpuPressure: number | null;
  readonly cpuClock: number | null;
  /** Of the GPU, by others. */
  readonly otherGpu: number | null;
  readonly gpuClock: number | null;
}

/** Held against measurements of the kinds of stress that a device sees; see contention.test.ts. */
export const contentionParameters = {
  /** What caches and memory shared with busy cores cost, at full load. */
  sharedMemory: 0.25,
  /** How much longer a run takes that finds no free core: it takes turns with one other. */
  takesTurns: 1,
  /** The host's part of a run on the GPU, which waits for the CPU like any other work. */
  hostShare: 0.15,
  /** No more than this: a GPU that is 100 % busy still takes turns. */
  most: 20,
} as const;

const { sharedMemory, takesTurns, hostShare, most } = contentionParameters;

/** How many times longer than idle p95 a run takes under this load; at least 1, unknown counts as none. */
export function stretchOf(provider: string, on: Contention): number {
  const cpu = cpuStretch(on);
  if (processorOf(provider) === 'cpu') return clamp(cpu, 1, most);
  const gpu = 1 / Math.max(1 / most, 1 - (on.otherGpu ?? 0)) / clockOf(on.gpuClock);
  return clamp((1 - hostShare) * gpu + hostShare * cpu, 1, most);
}

/**
 * One run takes one core. It finds none free with the probability that all are busy, or as often as the
 * kernel saw somebody wait; p95 feels what happens in a twentieth of the runs already.
 */
function cpuStretch({ otherCpu, cores, cpuPressure, cpuClock }: Contention): number {
  const busy = otherCpu ?? 0;
  const noneFree = Math.max(busy ** Math.max(1, cores), cpuPressure ?? 0);
  const felt = Math.min(1, noneFree * 4);
  return (1 + takesTurns * felt + sharedMemory * busy) / clockOf(cpuClock);
}

const clockOf = (ratio: number | null): number => clamp(ratio ?? 1, 0.1, 1);

interface ClockReading {
  readonly ratio: number | null;
  readonly busyPercent: number | null;
  readonly throttled: boolean | null;
}

/** A governor that slows an idle processor stretches nothing: the clock rises with the work. */
export function clockUnderWork({ ratio, busyPercent, throttled }: ClockReading): number | null {
  const busy = shareOf(busyPercent);
  return throttled !== true && busy !== null && busy < 0.5 ? null : known(ratio);
}

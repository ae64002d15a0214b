import { processorOf } from '../protocol/placement.ts';
import { clamp, known, shareOf } from './known.ts';

/** What of a machine's load stretches a run of the network. Shares of 0 to 1; null is unknown. */
export interface Contention {
  /** Of all CPUs, by processes other than ours. */
  readonly otherCpu: number | null;
  readonly cores: number;
  /** Time in which some process waited for a CPU. */
  readonly cpuPressure: number | null;
  /** Of looks at which others left no CPU free, and how many of their threads there were for each. */
  readonly cpuFull: number | null;
  readonly cpuRivals: number | null;
  readonly cpuClock: number | null;
  /** Of the GPU, by others. */
  readonly otherGpu: number | null;
  readonly gpuClock: number | null;
}

/** Held against measurements of the kinds of stress that a device sees: `npm run bench -- placement-model`. */
export const contentionParameters = {
  /**
   * A run that is shorter than the scheduler's time slice is over before anyone takes its CPU away; one of
   * twice as long always has to wait. So much for one CPU, and as much more for every doubling up to eight,
   * as the kernel scales it (sched_tunable_scaling); measured with two.
   */
  sliceUs: 550,
  /** How long it waits for each rival, in parts of its own time: a little less than its fair share. */
  perRival: 0.8,
  /** And no less than one turn of another. */
  turnUs: 2_800,
  /**
   * Of looks at which no CPU was free: so many are others' short work, which takes no CPU away; from the
   * second figure on p95 meets nothing else than a machine that is full.
   */
  felt: { from: 0.05, wholly: 0.3 },
  /** What caches and memory shared with busy cores cost, at full load. */
  sharedMemory: 0.05,
  /** How much longer a run takes that finds no free core: it takes turns with one other. */
  takesTurns: 1,
  /** The host's part of a run on the GPU, which waits for the CPU like any other work. */
  hostShare: 0.15,
  /** No more than this: a GPU that is 100 % busy still takes turns. */
  most: 20,
} as const;

const { sharedMemory, takesTurns, hostShare, most } = contentionParameters;
const { sliceUs, perRival, turnUs, felt } = contentionParameters;

/**
 * How many times longer than idle p95 a run takes under this load; at least 1, unknown counts as none.
 * @param idleUs its idle p95
 */
export function stretchOf(provider: string, idleUs: number, on: Contention): number {
  const isHost = processorOf(provider) === 'gpu';
  const cpu = cpuStretch(isHost ? hostShare * idleUs : idleUs, on);
  if (processorOf(provider) === 'cpu') return clamp(cpu, 1, most);
  const gpu = 1 / Math.max(1 / most, 1 - (on.otherGpu ?? 0)) / clockOf(on.gpuClock);
  return clamp((1 - hostShare) * gpu + hostShare * cpu, 1, most);
}

function cpuStretch(idleUs: number, on: Contention): number {
  const busy = on.otherCpu ?? 0;
  const waits = on.cpuFull === null ? waitsByUse(on) : waitsInTurn(idleUs, on, on.cpuFull);
  return (1 + waits + sharedMemory * busy) / clockOf(on.cpuClock);
}

/**
 * In parts of its idle time. Where no CPU is free a run begins at once, for it has slept, and has the CPU
 * for one slice. Then it takes turns with those who are there.
 */
function waitsInTurn(idleUs: number, { cores, cpuRivals }: Contention, full: number): number {
  const slice = sliceUs * (1 + Math.floor(Math.log2(clamp(cores, 1, 8))));
  const takesTurns = clamp(idleUs / slice - 1, 0, 1);
  const isFelt = clamp((full - felt.from) / (felt.wholly - felt.from), 0, 1);
  return takesTurns * isFelt * Math.max(perRival * Math.max(1, cpuRivals ?? 1), turnUs / idleUs);
}

/**
 * Where nobody has looked who works: a run finds no CPU free with the probability that all are busy, or as
 * often as the kernel saw somebody wait; p95 feels what happens in a twentieth of the runs already.
 */
function waitsByUse({ otherCpu, cores, cpuPressure }: Contention): number {
  const noneFree = Math.max((otherCpu ?? 0) ** Math.max(1, cores), cpuPressure ?? 0);
  return takesTurns * Math.min(1, noneFree * 4);
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

import { processorOf } from '../protocol/placement.ts';
import { clamp, known, shareOf } from './known.ts';

/** What of a machine's load stretches a run of the network. Shares of 0 to 1; null is unknown. */
export interface Contention {
  /** Of all CPUs, by processes other than ours. */
  readonly otherCpu: number | null;
  readonly cores: number;
  /** Time in which some process waited for a CPU. */
  readonly cpuPressure: number | null;
  /** Of looks at which others left no CPU free. */
  readonly cpuFull: number | null;
  /** How many of them, threads or programs, each CPU was shared with then; less than one may be, see `Load`. */
  readonly cpuRivals: number | null;
  readonly cpuClock: number | null;
  /** Of the GPU, by others. */
  readonly otherGpu: number | null;
  readonly gpuClock: number | null;
}

/** Held against measurements of the kinds of stress that a device sees: `npm run bench -- placement-model`. */
export const contentionParameters = {
  /**
   * A run that is shorter than the scheduler's slice is over before anyone takes its CPU away. So much for
   * one CPU, and as much more for every doubling up to eight: 0.70 to 0.75 ms, as the kernel scales it
   * (sysctl_sched_base_slice, SCHED_TUNABLESCALING_LOG).
   */
  sliceUs: 750,
  /** After it the CPU is taken away at the scheduler's next tick only: 250 of them a second (CONFIG_HZ). */
  tickUs: 4_000,
  /** Who has lost it waits for one turn of another at the least: a tick, less what p95 exceeds a common run by. */
  turnUs: 3_400,
  /**
   * Of runs that lose their CPU: p95 does not see less than a twentieth of them. What a few looks tell of that is
   * not exact, so that the whole wait is expected a little later.
   */
  felt: { from: 0.05, wholly: 0.2 },
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
const { sliceUs, tickUs, turnUs, felt } = contentionParameters;

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
 * In parts of its idle time. A run begins at once, for it has slept, and has the CPU for one slice; it loses
 * it if a tick comes between that and its end while somebody else waits. Then each rival has as much as it.
 */
function waitsInTurn(idleUs: number, { cores, cpuRivals }: Contention, full: number): number {
  const slice = sliceUs * (1 + Math.floor(Math.log2(clamp(cores, 1, 8))));
  const losesCpu = full * clamp((idleUs - slice) / tickUs, 0, 1);
  const isFelt = clamp((losesCpu - felt.from) / (felt.wholly - felt.from), 0, 1);
  return isFelt * Math.max(cpuRivals ?? 1, turnUs / idleUs);
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

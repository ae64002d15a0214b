import { z } from 'zod';
import { Name, TimeMs } from './names.ts';

const Unknown = z.number().nullable().default(null);

/** A thermal zone; its trip points are the machine's own, never a constant of ours. */
export const ThermalZone = z.object({
  name: z.string().max(64),
  /** Null: the zone is gated, or cannot be read. */
  celsius: z.number().nullable(),
  /** The lowest trip point at which the machine slows itself down. */
  throttleC: z.number().nullable(),
  /** ... and at which it switches itself off. */
  criticalC: z.number().nullable(),
});
export type ThermalZone = z.infer<typeof ThermalZone>;

/** How one stream's detector keeps up, over the last windows. */
export const StreamLoad = z.object({
  stream: Name,
  /** What ran when this was measured. */
  variant: z.string().max(64).nullable(),
  provider: z.string().max(32).nullable(),
  /** One run of the network. */
  p50Us: z.number().min(0).nullable(),
  p95Us: z.number().min(0).nullable(),
  /** From the arrival of a window's last row to its score: what a deadline is about. */
  lagP95Us: z.number().min(0).nullable(),
  windows: z.int().min(0),
});
export type StreamLoad = z.infer<typeof StreamLoad>;

/**
 * `load`: one load sample; unknown is null, never 0. What is measured by the machine is read once a second
 * and averaged over ten, so that one busy instant decides nothing.
 */
export const Load = z.object({
  at: TimeMs,
  cpuPercent: z.number().nullable(),
  memoryUsedBytes: z.number().nullable(),
  memoryTotalBytes: z.number().nullable(),
  /** The hottest zone. */
  temperatureC: z.number().nullable(),
  diskFreeBytes: z.number().nullable(),
  inferenceP50Us: z.number().nullable(),
  inferenceP95Us: z.number().nullable(),
  outbox: z.object({
    eventRecords: z.int().min(0),
    scoreRecords: z.int().min(0),
    bytes: z.int().min(0),
    oldestAt: TimeMs.nullable(),
  }),
  /** Of all CPUs, by processes other than the agent and its children. */
  otherCpuPercent: Unknown,
  /** Cores that may be offline in a power mode are not counted. */
  cpuOnline: z.int().min(0).nullable().default(null),
  /** Of the highest clock that the CPUs have; below 1 when they are slowed down. */
  cpuClockRatio: Unknown,
  /** Share of time in which some process waited for a CPU (PSI, `some avg10`). */
  cpuPressurePercent: Unknown,
  /** Share of looks at which other programs had as many threads at work as CPUs are online, or more. */
  cpuFullPercent: Unknown,
  /**
   * How many rivals there were for each CPU at those looks: their threads, or their programs where the kernel
   * shares the CPUs among programs, so that two threads of one are half a rival for each of two CPUs; null too
   * while there were none.
   */
  cpuRivals: Unknown,
  /** All that the GPU does, our own use of it included. */
  gpuPercent: Unknown,
  gpuClockRatio: Unknown,
  /** Null where the GPU's memory is the machine's own. */
  gpuMemoryUsedBytes: Unknown,
  gpuMemoryTotalBytes: Unknown,
  zones: z.array(ThermalZone).max(32).default([]),
  /** Least distance of any zone to its throttling trip point, and to its critical one. */
  headroomC: Unknown,
  criticalHeadroomC: Unknown,
  /** What the board takes; of a machine without meters what its graphics card takes. */
  powerMilliwatts: Unknown,
  /** Counted by the hardware since boot. */
  overCurrentEvents: z.int().min(0).nullable().default(null),
  throttled: z.boolean().nullable().default(null),
  powerMode: z.string().max(64).nullable().default(null),
  streams: z.array(StreamLoad).max(256).default([]),
});
export type Load = z.infer<typeof Load>;

/** What nothing is known of, in a sample's words. */
export const unknownMachine = {
  ...{ otherCpuPercent: null, cpuOnline: null, cpuClockRatio: null, cpuPressurePercent: null },
  ...{ cpuFullPercent: null, cpuRivals: null },
  ...{ gpuPercent: null, gpuClockRatio: null, gpuMemoryUsedBytes: null, gpuMemoryTotalBytes: null },
  ...{ zones: [], headroomC: null, criticalHeadroomC: null, powerMilliwatts: null },
  ...{ overCurrentEvents: null, throttled: null, powerMode: null, streams: [] },
} satisfies Partial<Load>;

/** The kind of machine, read once. */
export const Board = z.object({
  family: z.enum(['nano', 'xavier', 'orin', 'thor', 'linux']),
  /** Of the L4T release file; null elsewhere. */
  l4t: z.string().max(32).nullable(),
  jetpackMajor: z.int().min(1).nullable(),
});
export type Board = z.infer<typeof Board>;

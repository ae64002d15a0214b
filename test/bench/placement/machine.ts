import type { Day } from './day.ts';
import type { SimulatedDevice } from './device.ts';
import { stepMs, watts } from './kinds.ts';

/** The truth, of which the decision sees samples only; its form and its figures are not the decision's own. */

export type Processor = 'cpu' | 'gpu';

/** Degrees over the trip point at which the clock is at its lowest. */
const throttleSpanC = 12;
const lowestClock = 0.4;

export interface MachineState {
  readonly temperatureC: number;
}

/** What one step does to a device that runs on this processor. */
export interface Step {
  readonly medianMs: number;
  readonly spread: number;
  /** Of its windows. */
  readonly missed: number;
  readonly joules: number;
  readonly clock: number;
  /** Shares: what others really get, and what we take. */
  readonly othersGpu: number;
  readonly ownGpu: number;
  readonly ownCpu: number;
  readonly temperatureC: number;
}

export const windowsPerStep = ({ strideMs }: SimulatedDevice): number => stepMs / strideMs;

export function clockAt({ throttleC }: SimulatedDevice, temperatureC: number): number {
  const over = Math.max(0, temperatureC - throttleC) / throttleSpanC;
  return Math.max(lowestClock, 1 - (1 - lowestClock) * over);
}

/** @param ownWattsCounted 0: its own heat is left out, for the oracle's bound */
export function stepOf(
  device: SimulatedDevice,
  day: Day,
  at: number,
  on: Processor,
  before: MachineState,
  ownWattsCounted = 1,
): Step {
  const clock = clockAt(device, before.temperatureC);
  const cpu = day.cpu[at] ?? 0;
  // A frame takes longer on a slower GPU: the same demand is a larger share.
  const othersGpu = Math.min(0.99, (day.gpu[at] ?? 0) / clock);
  const medianMs =
    on === 'cpu'
      ? cpuMedianMs(device, cpu, day.queue[at] ?? 0, clock) * (day.cpuNoise[at] ?? 1)
      : gpuMedianMs(device, othersGpu, cpu, clock) * (day.gpuNoise[at] ?? 1);
  const spread = device.spread + (on === 'cpu' ? 0.3 * cpu * cpu : 0.35 * othersGpu * othersGpu);
  const busyMs = (on === 'cpu' ? device.cpuMs : device.gpuMs) / clock;
  const own = Math.min(1, busyMs / device.strideMs);
  const ownWatts =
    on === 'cpu'
      ? own * watts.cpuCore * clock ** 2
      : own * watts.gpu * clock ** 2 + (othersGpu < 0.02 ? watts.gpuAwake : 0);
  const othersWatts =
    watts.base + (cpu * device.cores * watts.cpuCore + othersGpu * watts.gpu) * clock ** 2;
  const power = othersWatts + ownWatts * ownWattsCounted;
  const settled = (day.ambientC[at] ?? 20) + device.resistance * power;
  const keep = Math.exp(-stepMs / 1000 / device.thermalSeconds);
  return {
    ...{ medianMs, spread, clock, othersGpu },
    missed: windowsPerStep(device) * shareAbove(device.deadlineMs, medianMs, spread),
    joules: (ownWatts * stepMs) / 1000,
    ownGpu: on === 'gpu' ? own : 0,
    ownCpu: on === 'cpu' ? own / device.cores : 0,
    temperatureC: settled + (before.temperatureC - settled) * keep,
  };
}

/** Caches first; where the cores run out, turns with all that waits. */
function cpuMedianMs(device: SimulatedDevice, cpu: number, queue: number, clock: number): number {
  const full = fullShare(device, cpu);
  return ((device.cpuMs * (1 + 0.3 * cpu ** 2)) / clock) * (1 + full * (0.6 + queue));
}

/** Of the time in which no core is free. */
export const fullShare = ({ cores }: SimulatedDevice, cpu: number): number =>
  1 / (1 + Math.exp(-30 * (cpu - (1 - 0.35 / cores))));

/** Each run waits for the frames before it, and much longer when they hardly leave a gap. */
function gpuMedianMs(device: SimulatedDevice, others: number, cpu: number, clock: number): number {
  const queueing = 1 + (1.5 * others ** 2) / (1.03 - others);
  const hostMs = 0.3 * (1 + cpu);
  const own = device.gpuMs * (1 + 0.6 * others);
  return (own + device.kernelMs * others * queueing) / clock + hostMs;
}

/** Share of a lognormal that lies above the limit. */
export function shareAbove(limit: number, median: number, spread: number): number {
  return 1 - normalCdf(Math.log(limit / median) / spread);
}

/** Abramowitz and Stegun 26.2.17, good to 7.5e-8. */
function normalCdf(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const poly =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return x >= 0 ? 1 - tail : tail;
}

import { type Load, unknownMachine } from '@lookout/shared/protocol/load';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import type { Day } from './day.ts';
import { cpu, gpu, type SimulatedDevice } from './device.ts';
import { stepMs } from './kinds.ts';
import { fullShare, type Processor, type Step } from './machine.ts';

/** Above the throttling trip point. */
const criticalAboveC = 8;
/** Samples that are lost, and figures that cannot be read. */
const lostShare = 0.005;
const unreadShare = 0.01;

/** What the device tells: ten seconds' averages, noisy, whole degrees, now and then nothing. */
export class Sensors {
  readonly #random: Random;
  #before: Step | null = null;
  readonly #device: SimulatedDevice;
  readonly #day: Day;

  constructor(device: SimulatedDevice, day: Day) {
    this.#device = device;
    this.#day = day;
    this.#random = new Random(mixSeed(device.seed, 3));
  }

  /** Null: this sample is lost. */
  read(at: number, on: Processor, step: Step): Load | null {
    const [device, day] = [this.#device, this.#day];
    const before = this.#before ?? step;
    this.#before = step;
    const mean = (of: (one: Step) => number) => (of(before) + of(step)) / 2;
    const cpuBefore = day.cpu[Math.max(0, at - 1)] ?? 0;
    const others = (cpuBefore + (day.cpu[at] ?? 0)) / 2;
    const queue = day.queue[at] ?? 0;
    const full = fullShare(device, others);
    const headroomC = Math.round(
      device.throttleC - step.temperatureC + 0.5 * this.#random.normal(),
    );
    const figures = {
      otherCpuPercent: this.#percent(others),
      cpuPercent: this.#percent(others + mean(({ ownCpu }) => ownCpu)),
      cpuPressurePercent: this.#percent(others ** device.cores * (0.3 + queue / (1 + queue)) * 0.6),
      cpuFullPercent: this.#percent(full),
      cpuRivals: full < 0.02 ? null : (1 + queue) * Math.exp(0.15 * this.#random.normal()),
      gpuPercent: device.tellsGpu
        ? this.#percent(mean(({ othersGpu, ownGpu }) => Math.min(1, othersGpu + ownGpu)))
        : null,
      ...{ headroomC, criticalHeadroomC: headroomC + criticalAboveC },
      ...{ cpuClockRatio: step.clock, gpuClockRatio: step.clock },
    };
    const streams = [this.#stream(on, step)];
    const isLost = this.#random.uniform() < lostShare;
    const sample = { ...blank, ...this.#unread(figures), streams, at: at * stepMs };
    return isLost ? null : { ...sample, cpuOnline: device.cores, throttled: step.clock < 1 };
  }

  #percent(share: number): number {
    return Math.min(100, Math.max(0, 100 * share + 2 * this.#random.normal()));
  }

  #unread<Figures extends object>(figures: Figures): Figures {
    const all = Object.entries(figures).map(([key, value]) => [
      key,
      this.#random.uniform() < unreadShare ? null : value,
    ]);
    return { ...figures, ...Object.fromEntries(all) };
  }

  /** Of ten windows or so, their p95 is a guess. */
  #stream(on: Processor, { medianMs, spread }: Step): Load['streams'][number] {
    const windows = Math.max(1, Math.round((2 * stepMs) / this.#device.strideMs));
    const guess = Math.exp((0.8 * spread * this.#random.normal()) / Math.sqrt(windows));
    const p50Us = 1000 * medianMs * guess;
    const p95Us = p50Us * Math.exp(1.645 * spread);
    const placed = on === 'cpu' ? cpu : gpu;
    return { stream: 'loop', ...placed, p50Us, p95Us, lagP95Us: p95Us + 700, windows };
  }
}

const blank: Load = {
  ...{ at: 0, cpuPercent: null, memoryUsedBytes: 3e9, memoryTotalBytes: 8e9, temperatureC: null },
  ...{ diskFreeBytes: null, inferenceP50Us: null, inferenceP95Us: null },
  outbox: { eventRecords: 0, scoreRecords: 0, bytes: 0, oldestAt: null },
  ...unknownMachine,
};

import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { averageOf } from './average-readings.ts';
import { type CpuTimes, parseCpuTimes, shareOf } from './cpu.ts';
import { readCpuClocks } from './cpu-clocks.ts';
import { readCpuPressure } from './cpu-pressure.ts';
import { readText } from './files.ts';
import { freeBytes } from './free-bytes.ts';
import { GpuReader } from './gpu.ts';
import type { MachineLoad, MachineReading } from './machine-reading.ts';
import { OwnTicks } from './own-ticks.ts';
import { boardMilliwatts, readRails } from './power-meter.ts';
import { readPowerMode } from './power-mode.ts';
import { RunQueue } from './run-queue.ts';
import { readOverCurrentEvents, SlowedDown } from './slowed-down.ts';
import { ThermalZones } from './thermal-zones.ts';

export interface LoadSamplerOptions {
  /** Where /proc, /sys, /etc and /var are found. */
  readonly root: string;
  /** On the disk whose free space matters. */
  readonly dataFolder: string;
  readonly nvidiaSmi: string;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** Readings, one a second, that a sample is the mean of; and looks at who works, six a second. */
const averagedReadings = 10;
const averagedLooks = 60;

/** Reads how the machine is doing. Whatever cannot be read is null, never 0. */
export class LoadSampler {
  private readings: readonly MachineReading[] = [];
  private lastCpu: (CpuTimes & { readonly own: number | null }) | null = null;
  private readonly own: OwnTicks;
  private readonly queue: RunQueue;
  private readonly gpu: GpuReader;
  private readonly zones: ThermalZones;
  private readonly slowedDown: SlowedDown;

  constructor(private readonly options: LoadSamplerOptions) {
    const { root } = options;
    this.own = new OwnTicks(root);
    this.queue = new RunQueue(root, this.own, averagedLooks);
    this.gpu = new GpuReader(options);
    this.zones = new ThermalZones(root);
    this.slowedDown = new SlowedDown(root);
  }

  /** Once a second. */
  read(): void {
    this.readings = [...this.readings, this.readNow()].slice(-averagedReadings);
    this.queue.read();
  }

  /** Between two readings, at uneven times to other programs' rhythms. */
  look(): void {
    this.queue.look();
  }

  /** The mean of the last ten seconds; before the first reading that of one which is taken now. */
  sample(): MachineLoad {
    const average = averageOf(this.readings);
    return average === null ? this.sampleNow() : { ...average, ...this.queue.load() };
  }

  /** What is read in the background has been. */
  async settled(): Promise<void> {
    await this.gpu.settled();
  }

  async stop(): Promise<void> {
    await this.gpu.stop();
  }

  private sampleNow(): MachineLoad {
    this.read();
    return this.sample();
  }

  private readNow(): MachineReading {
    const { root, dataFolder } = this.options;
    const { card, ...gpu } = this.gpu.read();
    const zones = this.zones.read();
    return {
      ...this.cpu(),
      ...readCpuClocks(root),
      cpuPressurePercent: readCpuPressure(root),
      ...memoryOf(readText(join(root, 'proc/meminfo')) ?? ''),
      diskFreeBytes: freeBytes(dataFolder),
      ...gpu,
      zones: (card === null ? zones : [...zones, card.zone]).slice(0, 32),
      powerMilliwatts: boardMilliwatts(readRails(root)) ?? card?.milliwatts ?? null,
      overCurrentEvents: readOverCurrentEvents(root),
      throttled: eitherOf(this.slowedDown.read(), card?.slowed ?? null),
      powerMode: readPowerMode(root),
    };
  }

  /** Since the reading before; null at the first one. */
  private cpu(): Pick<Load, 'cpuPercent' | 'otherCpuPercent'> {
    const before = this.lastCpu;
    const times = parseCpuTimes(readText(join(this.options.root, 'proc/stat')) ?? '');
    this.lastCpu = times === null ? null : { ...times, own: this.own.read() };
    return before === null || this.lastCpu === null
      ? { cpuPercent: null, otherCpuPercent: null }
      : shareOf(before, this.lastCpu);
  }
}

/** Used is what cannot be had without swapping: on a Jetson the GPU's memory is in it. */
export function memoryOf(meminfo: string): Pick<Load, 'memoryUsedBytes' | 'memoryTotalBytes'> {
  const bytesOf = (name: string): number | null => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d{1,12}) kB`, 'm').exec(meminfo)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  };
  const total = bytesOf('MemTotal');
  const available = bytesOf('MemAvailable');
  return {
    memoryTotalBytes: total,
    memoryUsedBytes: total === null || available === null ? null : total - available,
  };
}

const eitherOf = (a: boolean | null, b: boolean | null): boolean | null =>
  a === null || b === null ? (a ?? b) : a || b;

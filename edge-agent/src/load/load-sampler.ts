import { readdirSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { type CpuTimes, cpuPercent, parseCpuTimes } from './cpu.ts';
import { readText } from './machine.ts';

export type MachineLoad = Pick<
  Load,
  'cpuPercent' | 'memoryUsedBytes' | 'memoryTotalBytes' | 'temperatureC' | 'diskFreeBytes'
>;

/** Reads how the machine is doing. Whatever cannot be read is null, never 0. */
export class LoadSampler {
  private lastCpu: CpuTimes | null = null;

  /**
   * @param root where /proc and /sys are found, '/' outside of tests
   * @param dataFolder on the disk whose free space matters
   */
  constructor(
    private readonly root: string,
    private readonly dataFolder: string,
  ) {}

  sample(): MachineLoad {
    return {
      cpuPercent: this.cpu(),
      ...memoryOf(readText(join(this.root, 'proc/meminfo')) ?? ''),
      temperatureC: hottestZone(join(this.root, 'sys/class/thermal')),
      diskFreeBytes: freeBytes(this.dataFolder),
    };
  }

  /** Since the sample before; null at the first one. */
  private cpu(): number | null {
    const before = this.lastCpu;
    this.lastCpu = parseCpuTimes(readText(join(this.root, 'proc/stat')) ?? '');
    return before === null || this.lastCpu === null ? null : cpuPercent(before, this.lastCpu);
  }
}

/** Used is what cannot be had without swapping: on a Jetson the GPU's memory is in it. */
export function memoryOf(
  meminfo: string,
): Pick<MachineLoad, 'memoryUsedBytes' | 'memoryTotalBytes'> {
  const bytesOf = (name: string): number | null => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(meminfo)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  };
  const total = bytesOf('MemTotal');
  const available = bytesOf('MemAvailable');
  return {
    memoryTotalBytes: total,
    memoryUsedBytes: total === null || available === null ? null : total - available,
  };
}

/** °C; a gated zone answers EAGAIN and is left out, and so is the constant PMIC-Die (facts.md). */
function hottestZone(folder: string): number | null {
  const temperatures = zonesIn(folder).flatMap((zone) => {
    if (readText(join(folder, zone, 'type'))?.startsWith('PMIC')) return [];
    const text = readText(join(folder, zone, 'temp'));
    const celsius = text === null ? Number.NaN : Number(text) / 1000;
    return Number.isFinite(celsius) ? [celsius] : [];
  });
  return temperatures.length === 0 ? null : Math.max(...temperatures);
}

function zonesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith('thermal_zone'));
  } catch {
    return [];
  }
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

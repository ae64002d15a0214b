import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { readNumber, readText } from './files.ts';

/** CPUs in a kernel's list, '0-3,5'; null where it is none. */
function cpusIn(list: string): number[] | null {
  const cpus: number[] = [];
  for (const part of list.trim().split(',')) {
    const [, first, last = first] = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part) ?? [];
    if (first === undefined || Number(last) < Number(first)) return null;
    for (let cpu = Number(first); cpu <= Number(last); cpu++) cpus.push(cpu);
  }
  return cpus;
}

/**
 * The cores that are online, and the clock that they may reach of the highest that they have. An idle core
 * clocks itself down and is none the slower for it, so what counts is the limit that power mode and
 * temperature have set, not the clock of this instant.
 */
export function readCpuClocks(root: string): Pick<Load, 'cpuOnline' | 'cpuClockRatio'> {
  const folder = join(root, 'sys/devices/system/cpu');
  const cpus = cpusIn(readText(join(folder, 'online')) ?? '');
  const ratios = (cpus ?? []).flatMap((cpu) => {
    const read = (name: string) => readNumber(join(folder, `cpu${cpu}/cpufreq/${name}`));
    const [limit, highest] = [read('scaling_max_freq'), read('cpuinfo_max_freq')];
    return limit === null || highest === null || limit <= 0 || highest <= 0
      ? []
      : [Math.min(1, limit / highest)];
  });
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  return {
    cpuOnline: cpus?.length ?? null,
    cpuClockRatio: ratios.length === 0 ? null : sum / ratios.length,
  };
}

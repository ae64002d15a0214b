import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { readText } from './files.ts';
import type { OwnTicks } from './own-ticks.ts';

/** Of one look at the machine. */
export interface QueueLook {
  /** Threads of other programs that run or wait for a CPU. */
  readonly others: number;
  readonly cpus: number;
}

/**
 * A run finds no CPU free as often as others use all of them, which no mean of their use tells: two programs
 * that work half of the time leave a CPU free or none, one that works always leaves one.
 */
export function queueOf(looks: readonly QueueLook[]): Pick<Load, 'cpuFullPercent' | 'cpuRivals'> {
  if (looks.length === 0) return { cpuFullPercent: null, cpuRivals: null };
  const full = looks.filter(({ others, cpus }) => others >= cpus);
  const rivals = full.reduce((sum, { others, cpus }) => sum + others / cpus, 0);
  return {
    cpuFullPercent: (100 * full.length) / looks.length,
    cpuRivals: full.length === 0 ? null : rivals / full.length,
  };
}

/** The text of /proc/stat. @param own threads of ours that run at this moment */
export function queueIn(stat: string, own: number): QueueLook | null {
  const running = Number(/^procs_running (\d{1,6})$/m.exec(stat)?.[1] ?? Number.NaN);
  const cpus = stat.match(/^cpu\d+ /gm)?.length ?? 0;
  if (cpus === 0 || !Number.isFinite(running)) return null;
  return { others: Math.max(0, running - own), cpus };
}

/** Looks at who works, some times a second; a look takes some ten microseconds. */
export class RunQueue {
  private looks: readonly QueueLook[] = [];

  /** @param kept looks that an answer is made of */
  constructor(
    private readonly root: string,
    private readonly own: OwnTicks,
    private readonly kept: number,
  ) {}

  look(): void {
    const look = queueIn(readText(join(this.root, 'proc/stat')) ?? '', this.own.running());
    this.looks = look === null ? [] : [...this.looks, look].slice(-this.kept);
  }

  load(): Pick<Load, 'cpuFullPercent' | 'cpuRivals'> {
    return queueOf(this.looks);
  }
}

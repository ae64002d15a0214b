import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import { readText } from './files.ts';
import type { OwnTicks } from './own-ticks.ts';
import { Programs } from './programs.ts';

/** Of one look at the machine. */
export interface QueueLook {
  /** Threads of other programs that run or wait for a CPU. */
  readonly others: number;
  readonly cpus: number;
  /** Their programs; null where every thread has a share of its own. */
  readonly programs: number | null;
}

/** Programs that worked by turns in that second were not all at work at one look. */
const shares = ({ others, programs }: QueueLook): number => Math.min(others, programs ?? others);

/**
 * A run finds no CPU free as often as others use all of them, which no mean of their use tells: two programs
 * that work half of the time leave a CPU free or none, one that works always leaves one.
 */
export function queueOf(looks: readonly QueueLook[]): Pick<Load, 'cpuFullPercent' | 'cpuRivals'> {
  if (looks.length === 0) return { cpuFullPercent: null, cpuRivals: null };
  const full = looks.filter(({ others, cpus }) => others >= cpus);
  // Programs are known some seconds later than threads, which would count for more.
  const known = full.filter(({ programs }) => programs !== null);
  const told = known.length === 0 ? full : known;
  const rivals = told.reduce((sum, look) => sum + shares(look) / look.cpus, 0);
  return {
    cpuFullPercent: (100 * full.length) / looks.length,
    cpuRivals: told.length === 0 ? null : rivals / told.length,
  };
}

/** The text of /proc/stat. @param own threads of ours that run at this moment */
export function queueIn(stat: string, own: number): Omit<QueueLook, 'programs'> | null {
  const running = Number(/^procs_running (\d{1,6})$/m.exec(stat)?.[1] ?? Number.NaN);
  const cpus = stat.match(/^cpu\d+ /gm)?.length ?? 0;
  if (cpus === 0 || !Number.isFinite(running)) return null;
  return { others: Math.max(0, running - own), cpus };
}

/** Looks at who works, some times a second; a look takes some ten microseconds. */
export class RunQueue {
  private looks: readonly QueueLook[] = [];
  private readonly programs: Programs;
  private isFull = false;

  /** @param kept looks that an answer is made of */
  constructor(
    private readonly root: string,
    private readonly own: OwnTicks,
    private readonly kept: number,
  ) {
    this.programs = new Programs(root, own);
  }

  look(): void {
    const look = queueIn(readText(join(this.root, 'proc/stat')) ?? '', this.own.running());
    if (look === null) {
      this.looks = [];
      return;
    }
    this.isFull ||= look.others >= look.cpus;
    this.looks = [...this.looks, { ...look, programs: this.programs.atWork }].slice(-this.kept);
  }

  /** Once a second, between looks. */
  read(): void {
    this.programs.read(this.isFull);
    this.isFull = false;
  }

  load(): Pick<Load, 'cpuFullPercent' | 'cpuRivals'> {
    return queueOf(this.looks);
  }
}

import { join } from 'node:path';
import { parseCpuTimes } from './cpu.ts';
import { haveProgramsShares } from './cpu-shares.ts';
import { readText } from './files.ts';
import type { OwnTicks } from './own-ticks.ts';
import { type ProcessTimes, processesIn, processTimes } from './process-times.ts';

/**
 * How many programs used the CPUs, by what each used: two that used as much are two, one that used nearly all
 * is hardly more than one, whatever others did beside it (Hill's number of order 1, the exponential of
 * Shannon's entropy). Null where none of them is known.
 */
export function programsIn(used: readonly number[]): number | null {
  const sum = used.reduce((total, ticks) => total + ticks, 0);
  if (sum === 0) return null;
  const shares = used.filter((ticks) => ticks > 0).map((ticks) => ticks / sum);
  return Math.exp(-shares.reduce((total, share) => total + share * Math.log(share), 0));
}

/** All processes at one time, and what all CPUs have done until then, which those that have ended had their part in. */
interface Reading {
  readonly processes: readonly ProcessTimes[];
  readonly busyTicks: number;
}

/** Less than this seen of what the CPUs did: processes that come and go did it, and nobody knows of how many programs. */
const seenShare = 0.5;

function programsBetween(before: Reading, after: Reading, own: ReadonlySet<number>): number | null {
  const earlier = new Map(before.processes.map(({ pid, ticks }) => [pid, ticks]));
  const bySession = new Map<number, number>();
  let seen = 0;
  for (const { pid, session, ticks } of after.processes) {
    // Less than before: another process has its number.
    const used = Math.max(ticks - (earlier.get(pid) ?? 0), 0);
    seen += used;
    if (!own.has(pid)) bySession.set(session, (bySession.get(session) ?? 0) + used);
  }
  const isSeen = seen >= seenShare * (after.busyTicks - before.busyTicks);
  return isSeen ? programsIn([...bySession.values()]) : null;
}

/**
 * Other programs at work, by their sessions: what a shell, a service or a container has begun. All of /proc is
 * read for it, some 20 µs a process, so that it is asked for only while somebody has to wait.
 */
export class Programs {
  private before: Reading | null = null;
  private count: number | null = null;

  constructor(
    private readonly root: string,
    private readonly own: OwnTicks,
  ) {}

  /** Between the last two readings; null where threads have shares, or it cannot be told. */
  get atWork(): number | null {
    return this.count;
  }

  /** @param isAsked whether anybody has to wait; the first reading of several tells nothing */
  read(isAsked: boolean): void {
    const now = isAsked && haveProgramsShares(this.root) ? this.readNow() : null;
    const { before } = this;
    this.count =
      now === null || before === null
        ? null
        : programsBetween(before, now, new Set(this.own.pids()));
    this.before = now;
  }

  private readNow(): Reading | null {
    const times = parseCpuTimes(readText(join(this.root, 'proc/stat')) ?? '');
    if (times === null) return null;
    const processes = processesIn(this.root).flatMap((pid) => processTimes(this.root, pid) ?? []);
    return { processes, busyTicks: times.busy };
  }
}

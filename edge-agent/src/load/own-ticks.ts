import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listFolder, readText } from './files.ts';

interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** Its first thread runs or waits for a CPU. */
  readonly isRunning: boolean;
  /** Its own, and that of its children which have ended. */
  readonly ticks: number;
}

/** /proc/PID/stat: the name stands in brackets and may hold anything, brackets too (proc_pid_stat(5)). */
function parseProcessTimes(stat: string): ProcessTimes | null {
  const pid = Number.parseInt(stat, 10);
  const rest = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const parent = Number(rest[1]);
  const times = rest.slice(11, 15).map(Number);
  const ticks = times.reduce((sum, value) => sum + value, 0);
  if (times.length < 4 || !Number.isSafeInteger(pid + parent + ticks)) return null;
  return { pid, parent, isRunning: rest[0] === 'R', ticks };
}

/** Kernels that do not list a process' children are asked about all processes, once in so many readings. */
const searchEvery = 10;

/** CPU time of this process and of all it has started. */
export class OwnTicks {
  private sinceSearch = searchEvery;
  /** Of the last reading. */
  private children: readonly number[] = [];

  /** @param root where /proc is found; `self` in it is this process also under the host's own numbers */
  constructor(private readonly root: string) {}

  /** Since the start; null when it cannot be told. */
  read(): number | null {
    const own = this.times('self');
    if (own === null) return null;
    this.children = this.childrenOf(own.pid);
    const times = this.children.flatMap((pid) => this.times(pid) ?? []);
    return times.reduce((sum, { ticks }) => sum + ticks, own.ticks);
  }

  /** Of our processes, those that run at this moment: this one at least, or it would not ask. */
  running(): number {
    return 1 + this.children.filter((pid) => this.times(pid)?.isRunning).length;
  }

  private times(pid: number | 'self'): ProcessTimes | null {
    return parseProcessTimes(readText(join(this.root, `proc/${pid}/stat`)) ?? '');
  }

  private childrenOf(parent: number): readonly number[] {
    // Node starts all of its processes from its first thread.
    const file = join(this.root, `proc/self/task/${parent}/children`);
    if (existsSync(file))
      return (readText(file) ?? '').split(/\s+/).flatMap((pid) => (pid === '' ? [] : Number(pid)));
    this.sinceSearch += 1;
    if (this.sinceSearch >= searchEvery) {
      this.sinceSearch = 0;
      return listFolder(join(this.root, 'proc'))
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((pid) => this.times(pid)?.parent === parent);
    }
    return this.children;
  }
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readText } from './files.ts';
import { type ProcessTimes, processesIn, processTimes } from './process-times.ts';

/** Kernels that do not list a process' children are asked about all processes, once in so many readings. */
const searchEvery = 10;

const ticksOf = ({ ticks, endedTicks }: ProcessTimes): number => ticks + endedTicks;

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
    return times.reduce((sum, one) => sum + ticksOf(one), ticksOf(own));
  }

  /** Of our processes, those that run at this moment: this one at least, or it would not ask. */
  running(): number {
    return 1 + this.children.filter((pid) => this.times(pid)?.isRunning).length;
  }

  /** Of our processes, this one too. */
  pids(): readonly number[] {
    const own = this.times('self');
    return own === null ? this.children : [own.pid, ...this.children];
  }

  private times(pid: number | 'self'): ProcessTimes | null {
    return processTimes(this.root, pid);
  }

  private childrenOf(parent: number): readonly number[] {
    // Node starts all of its processes from its first thread.
    const file = join(this.root, `proc/self/task/${parent}/children`);
    if (existsSync(file))
      return (readText(file) ?? '').split(/\s+/).flatMap((pid) => (pid === '' ? [] : Number(pid)));
    this.sinceSearch += 1;
    if (this.sinceSearch >= searchEvery) {
      this.sinceSearch = 0;
      return processesIn(this.root).filter((pid) => this.times(pid)?.parent === parent);
    }
    return this.children;
  }
}

import { join } from 'node:path';
import { listFolder, readText } from './files.ts';

export interface ProcessTimes {
  readonly pid: number;
  readonly parent: number;
  /** What the kernel may take for one program: its first process called setsid(2). */
  readonly session: number;
  /** Its first thread runs or waits for a CPU. */
  readonly isRunning: boolean;
  /** CPU time of all of its threads, and of its children which have ended. */
  readonly ticks: number;
  readonly endedTicks: number;
}

/** /proc/PID/stat: the name stands in brackets and may hold anything, brackets too (proc_pid_stat(5)). */
function parse(stat: string): ProcessTimes | null {
  const pid = Number.parseInt(stat, 10);
  const rest = stat
    .slice(stat.lastIndexOf(')') + 1)
    .trim()
    .split(/\s+/);
  const [parent, , session] = rest.slice(1, 4).map(Number);
  const [user, system, endedUser, endedSystem] = rest.slice(11, 15).map(Number);
  if (parent === undefined || session === undefined || user === undefined) return null;
  if (system === undefined || endedUser === undefined || endedSystem === undefined) return null;
  const [ticks, endedTicks] = [user + system, endedUser + endedSystem];
  if (!Number.isSafeInteger(pid + parent + session + ticks + endedTicks)) return null;
  return { pid, parent, session, isRunning: rest[0] === 'R', ticks, endedTicks };
}

/** Null: it has ended, or is not to be seen. */
export const processTimes = (root: string, pid: number | 'self'): ProcessTimes | null =>
  parse(readText(join(root, `proc/${pid}/stat`)) ?? '');

export const processesIn = (root: string): number[] =>
  listFolder(join(root, 'proc'))
    .filter((name) => /^\d+$/.test(name))
    .map(Number);

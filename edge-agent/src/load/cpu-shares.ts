import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from './files.ts';

/** The control group of this process that may have a share of the CPUs of its own. */
interface CpuGroup {
  /** Below the hierarchy's root. */
  readonly path: string;
  readonly hierarchy: 'v1' | 'v2';
}

/** /proc/self/cgroup: `NUMBER:CONTROLLERS:PATH` a line; version 2 has no controllers (cgroups(7)). */
function cpuGroupIn(text: string): CpuGroup | null {
  const lines = text.split('\n').map((line) => /^\d+:([^:]*):(\/.*)$/.exec(line));
  const of = (has: (controllers: string) => boolean) =>
    lines.find((line) => has(line?.[1] ?? 'none'))?.[2] ?? null;
  const first = of((controllers) => controllers.split(',').includes('cpu'));
  if (first !== null) return { path: first, hierarchy: 'v1' };
  const second = of((controllers) => controllers === '');
  return second === null ? null : { path: second, hierarchy: 'v2' };
}

/** Whether a group stands between this one and the root that shares the CPUs among all processes in it. */
function hasShareAbove(root: string, path: string): boolean {
  for (let above = path; above !== dirname(above); above = dirname(above))
    if (existsSync(join(root, 'sys/fs/cgroup', dirname(above), 'cpu.weight'))) return true;
  return false;
}

/**
 * Whether a program has one share of the CPUs, however many threads it has: a service or a container with a
 * control group for its CPU time; or without any, a session, if the kernel has `sched_autogroup`. Otherwise
 * every thread has one.
 */
export function haveProgramsShares(root: string): boolean {
  const group = cpuGroupIn(readText(join(root, 'proc/self/cgroup')) ?? '');
  if (group?.hierarchy === 'v1' && group.path !== '/') return true;
  if (group?.hierarchy === 'v2') {
    if (existsSync(join(root, 'sys/fs/cgroup', group.path, 'cpu.weight'))) return true;
    if (hasShareAbove(root, group.path)) return false;
  }
  return readText(join(root, 'proc/sys/kernel/sched_autogroup_enabled')) === '1';
}

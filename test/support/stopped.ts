import { readFile } from 'node:fs/promises';
import { eventually } from './eventually.ts';

/**
 * Resolves when a process stands still (SIGSTOP). One that stops itself (`stop-at.ts`) is read before it does so:
 * under load it may wait for a CPU in between, and a SIGCONT that is sent meanwhile wakes nobody; it then stops for
 * good.
 */
export const untilStopped = (pid: number): Promise<true> =>
  eventually(`process ${pid} stops`, async () => (await isStopped(pid)) || null);

/** @throws Error where there is no such process */
async function isStopped(pid: number): Promise<boolean> {
  // proc_pid_stat(5): the state follows the program's name, which is in brackets and may hold any character.
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
}

import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';

/** What `postmaster.pid` says of a server. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/**
 * Reads the lines of `postmaster.pid`: pid, data folder, start time, port, socket folder, address, shared
 * memory, status (PostgreSQL, miscadmin.h, LOCK_FILE_LINE_*). Null when it is cut short.
 */
export function parsePostmasterPid(text: string): Postmaster | null {
  const lines = text.split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) && port > 0
    ? { pid, port }
    : null;
}

/** The server that runs on `clusterDir`, or null. A file left by a power cut names a pid that is dead, or another's. */
export function runningPostmaster(clusterDir: string): Postmaster | null {
  const file = join(clusterDir, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const postmaster = parsePostmasterPid(readFileSync(file, 'utf8'));
  return postmaster !== null && isPostmasterOf(postmaster.pid, clusterDir) ? postmaster : null;
}

/** A postmaster's working directory is its data folder; without /proc the pid alone must do. */
function isPostmasterOf(pid: number, clusterDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  if (!existsSync('/proc/self')) return true;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(clusterDir);
  } catch {
    return false;
  }
}

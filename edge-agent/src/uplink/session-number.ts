import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The number of this start of the agent, one higher than the last one. A will that a broker delivers late
 * counts only when its number is the current one, so the number must never fall: where the file is gone
 * or damaged it goes on from the seconds since 1970, which no device reaches by counting its starts.
 * @throws Error of the file system
 */
export function nextSessionNumber(folder: string, nowMs: number): number {
  const path = join(folder, 'session');
  const session = (read(path) ?? Math.floor(nowMs / 1000)) + 1;
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w');
  writeSync(file, `${session}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
  return session;
}

function read(path: string): number | null {
  try {
    const session = Number(readFileSync(path, 'utf8').trim());
    return Number.isSafeInteger(session) && session > 0 ? session : null;
  } catch {
    return null;
  }
}

import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { TrustState } from './trust-state.ts';

export const trustPath = (dataDir: string): string => join(dataDir, 'trust.json');

/**
 * A file that cannot be read is set aside and null is given: the configured roots remain, and the key lists
 * are followed from there. What is lost with it is the highest sequence, so that an older assignment that
 * was signed and has not expired could be replayed, until the hub's own, which is retained, is heard; and the
 * time floor, so that on a clock that is not set nothing expires until the next document.
 */
export function readTrust(dataDir: string, nowMs: number, warn: (message: string) => void) {
  const path = trustPath(dataDir);
  if (!existsSync(path)) return null;
  try {
    return TrustState.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    const aside = `${path}.damaged-${nowMs}`;
    renameSync(path, aside);
    warn(
      `${path} cannot be read and lies now at ${aside}: keys are followed anew from trust.rootKeys`,
    );
    return null;
  }
}

/** temp → fsync → rename → fsync of the folder. @throws Error of the file system */
export function writeTrust(dataDir: string, state: TrustState): void {
  const path = trustPath(dataDir);
  const temporary = `${path}.new`;
  const file = openSync(temporary, 'w');
  try {
    writeSync(file, JSON.stringify(state));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

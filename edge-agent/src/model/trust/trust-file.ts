import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFileSync } from '../durable.ts';
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

/** @throws Error of the file system */
export const writeTrust = (dataDir: string, state: TrustState): void =>
  replaceFileSync(trustPath(dataDir), JSON.stringify(state));

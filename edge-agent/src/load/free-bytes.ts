import { statfsSync } from 'node:fs';

/** On the disk of a folder; null: it is not to be had. */
export function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

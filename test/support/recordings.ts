import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = process.env.LOOKOUT_DATA ?? resolve(import.meta.dirname, '../../../shared/data');

/** Folder of real recordings, or null where this machine has none: tests then use the simulator. */
export function recordings(name: 'skab' | 'tep' | 'asd' | 'piped'): string | null {
  const found = join(folder, name);
  return existsSync(found) ? found : null;
}

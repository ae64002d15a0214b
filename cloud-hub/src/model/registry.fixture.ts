import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BundleFiles, bundleFileNames } from '@lookout/shared/bundle/read-bundle';
import { openTestDatabase } from '../../../test/support/postgres.ts';
import { type ToyBundleOptions, writeToyBundle } from '../../../test/support/toy-bundle.ts';
import { modelSchema } from './model.schema.ts';
import { registryBesideHub } from './registry-beside-hub.ts';

export const testNow = 1_795_000_000_000;

/** The room's services on a real PostgreSQL, at a time that the test sets. */
export async function registryRooms() {
  const database = await openTestDatabase(modelSchema);
  const time = { now: testNow };
  const config = { assignmentKeyFile: null };
  return {
    ...registryBesideHub(database, config, () => time.now),
    time,
    pool: database.pool,
    /** As another hub of the same database has them. */
    beside: () => registryBesideHub(database, config, () => time.now),
    close: () => database.close(),
  };
}

const usual = { channels: [{ name: 'pressure', unit: 'bar', mean: 4, sd: 0.5 }] };

/** The files of a detector whose model a device would load. */
export function toyFiles(options: Partial<ToyBundleOptions> = {}): BundleFiles {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-toy-'));
  try {
    writeToyBundle(folder, { ...usual, ...options });
    return readFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readFiles(folder: string): BundleFiles {
  const read = (name: keyof BundleFiles) => new Uint8Array(readFileSync(join(folder, name)));
  const [model, golden, baselines] = bundleFileNames;
  return {
    'manifest.json': read('manifest.json'),
    [model]: read(model),
    [golden]: read(golden),
    [baselines]: read(baselines),
  };
}

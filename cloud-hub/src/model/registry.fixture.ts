import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { readBundleFiles } from '../../../test/support/bundle-files.ts';
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
    return readBundleFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

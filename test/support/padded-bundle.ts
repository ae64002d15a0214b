import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import { readBundleFiles } from './bundle-files.ts';
import { type ToyChannel, writeToyBundle } from './toy-bundle.ts';

/** A toy bundle whose model carries so many bytes, which do not pack, to no effect. */
export function paddedBundle(channels: readonly ToyChannel[], ballastBytes: number): BundleFiles {
  const folder = mkdtempSync(join(tmpdir(), 'lookout-padded-'));
  try {
    writeToyBundle(folder, { channels, windowLength: 10, periodMs: 500, ballastBytes });
    return readBundleFiles(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

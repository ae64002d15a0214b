import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BundleFiles, bundleFileNames } from '@lookout/shared/bundle/read-bundle';

/** The four files of a bundle's folder. */
export function readBundleFiles(folder: string): BundleFiles {
  const read = (name: keyof BundleFiles) => new Uint8Array(readFileSync(join(folder, name)));
  const [model, golden, baselines] = bundleFileNames;
  return {
    'manifest.json': read('manifest.json'),
    [model]: read(model),
    [golden]: read(golden),
    [baselines]: read(baselines),
  };
}

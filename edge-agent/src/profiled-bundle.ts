import { readFile } from 'node:fs/promises';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { allGoldenValues } from '@lookout/shared/bundle/golden-values';
import { factsOf, type ModelFacts } from '@lookout/shared/profile/make-entry';
import type { JobModel } from '@lookout/shared/profile/timing-job';
import { type LoadedBundle, loadBundle } from './model/load-bundle.ts';

/** A bundle that is about to be timed. */
export interface ProfiledBundle {
  readonly bundle: LoadedBundle;
  readonly facts: ModelFacts;
  readonly job: JobModel;
  /** The golden ones, [windows, ...the model's shape]. */
  readonly windows: Float32Array;
}

/** @throws BundleError naming the folder */
export async function openProfiled(folder: string): Promise<ProfiledBundle> {
  try {
    const bundle = await loadBundle(folder);
    const model = await readFile(bundle.modelPath);
    const windows = allGoldenValues(bundle.golden);
    const name = folder.replace(/(?<=.)\/+$/, '');
    return {
      bundle,
      facts: factsOf(name, model, { bundleId: bundle.digest }),
      // Real windows: what a detector is shown may matter to some processors (denormal numbers).
      job: { name, path: bundle.modelPath, values: { window: windows } },
      windows,
    };
  } catch (error) {
    if (!(error instanceof BundleError) || error.message.startsWith(folder)) throw error;
    throw new BundleError(error.code, `${folder}: ${error.message}`);
  }
}

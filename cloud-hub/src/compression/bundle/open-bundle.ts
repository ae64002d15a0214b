import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Baselines } from '@lookout/shared/bundle/baselines-file';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import {
  bundleId,
  readBaselines,
  readGolden,
  readManifest,
  verifyFiles,
} from '@lookout/shared/bundle/read-bundle';

/** A bundle whose files are those that its manifest names. */
export interface Bundle {
  readonly dir: string;
  readonly id: string;
  readonly manifest: Manifest;
  readonly model: Uint8Array;
  readonly golden: Golden;
  readonly baselines: Baselines;
}

/** @throws BundleError `missingFile`, `malformed`, `newerFormat`, `digest`, `model`, naming the folder */
export async function openBundle(dir: string): Promise<Bundle> {
  try {
    const manifestBytes = await readPart(dir, 'manifest.json');
    const manifest = readManifest(manifestBytes);
    const model = await readPart(dir, 'model.onnx');
    const golden = await readPart(dir, 'golden.json');
    const baselines = await readPart(dir, 'baselines.json');
    verifyFiles(manifest, {
      'model.onnx': model,
      'golden.json': golden,
      'baselines.json': baselines,
    });
    checkDetectorModel(manifest, model);
    return {
      dir,
      id: bundleId(manifestBytes),
      manifest,
      model,
      golden: readGolden(golden),
      baselines: readBaselines(baselines),
    };
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new BundleError(error.code, `bundle ${dir}: ${error.message}`);
  }
}

async function readPart(dir: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(join(dir, name));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const hint = name === 'manifest.json' ? '; "lookout train" makes a bundle' : '';
    const reason =
      code === 'ENOENT' || code === 'ENOTDIR' ? 'is missing' : `cannot be read (${code})`;
    throw new BundleError('missingFile', `${name} ${reason}${hint}`);
  }
}

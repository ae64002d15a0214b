import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Baselines } from '@lookout/shared/bundle/baselines-file';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import {
  type BundleFiles,
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
  /** As they are stored. */
  readonly files: BundleFiles;
}

/** @throws BundleError `missingFile`, `malformed`, `newerFormat`, `digest`, `model`, naming the folder */
export async function openBundle(dir: string): Promise<Bundle> {
  try {
    const manifest = await readPart(dir, 'manifest.json');
    readManifest(manifest);
    return bundleOf(dir, {
      'manifest.json': manifest,
      'model.onnx': await readPart(dir, 'model.onnx'),
      'golden.json': await readPart(dir, 'golden.json'),
      'baselines.json': await readPart(dir, 'baselines.json'),
    });
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new BundleError(error.code, `bundle ${dir}: ${error.message}`);
  }
}

/** The same of files in memory. @param dir where they come from, for messages */
export function bundleOf(dir: string, files: BundleFiles): Bundle {
  const manifest = readManifest(files['manifest.json']);
  verifyFiles(manifest, files);
  checkDetectorModel(manifest, files['model.onnx']);
  return {
    dir,
    id: bundleId(files['manifest.json']),
    manifest,
    model: files['model.onnx'],
    golden: readGolden(files['golden.json']),
    baselines: readBaselines(files['baselines.json']),
    files,
  };
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

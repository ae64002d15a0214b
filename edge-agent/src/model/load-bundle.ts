import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import type { Golden, Manifest } from '@lookout/shared/bundle/manifest';
import {
  bundleFileNames,
  bundleId,
  readGolden,
  readManifest,
  verifyFiles,
} from '@lookout/shared/bundle/read-bundle';

/** A bundle whose files are those that its manifest names. */
export interface LoadedBundle {
  /** SHA-256 of the manifest's bytes. */
  readonly digest: string;
  readonly folder: string;
  readonly modelPath: string;
  readonly manifest: Manifest;
  readonly golden: Golden;
}

/**
 * Reads and verifies a bundle's folder and what its model would ask of the machine. The model is not
 * loaded: that is for the inference process.
 * @throws BundleError naming the file and the remedy
 */
export async function loadBundle(folder: string): Promise<LoadedBundle> {
  const manifestBytes = await read(folder, 'manifest.json');
  const manifest = readManifest(manifestBytes);
  const contents = await Promise.all(bundleFileNames.map((name) => read(folder, name)));
  const files = Object.fromEntries(bundleFileNames.map((name, i) => [name, contents[i]]));
  verifyFiles(manifest, files);
  const { 'model.onnx': model, 'golden.json': golden } = files;
  if (!model || !golden) throw new BundleError('missingFile', `${folder} is no whole bundle`);
  checkDetectorModel(manifest, model);
  return {
    digest: bundleId(manifestBytes),
    folder,
    modelPath: join(folder, 'model.onnx'),
    manifest,
    golden: readGolden(golden),
  };
}

async function read(folder: string, name: string): Promise<Uint8Array> {
  const path = join(folder, name);
  try {
    return await readFile(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new BundleError(
      'missingFile',
      `${path}: cannot be read (${code}); give the folder that "lookout train --out" wrote`,
    );
  }
}

import { mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { type BundleFiles, readManifest } from '@lookout/shared/bundle/read-bundle';
import { replaceFile } from '../replace-file.ts';

/** The manifest goes last: until then a reader sees digests that do not fit, never a mixture that does. */
const order = ['model.onnx', 'golden.json', 'baselines.json', 'manifest.json'] as const;

/**
 * Refuses a folder that holds something other than a bundle. Run it before training, not after.
 * @throws BundleError `occupied`, `unwritable`
 */
export async function requireBundleFolder(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return [];
    if (hasCode(error, 'ENOTDIR')) throw new BundleError('occupied', `${dir} is a file`);
    throw unwritable(dir, error);
  });
  if (names.length === 0 || (await holdsBundle(dir))) return;
  throw new BundleError(
    'occupied',
    `${dir} is not empty and no bundle: choose another folder, or write beside its files with --force`,
  );
}

/** Writes a bundle so that a power cut leaves the old one, the new one, or one that is refused. */
export async function writeBundle(dir: string, files: BundleFiles): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    for (const name of order) await replaceFile(join(dir, name), files[name]);
    await syncFolder(dir);
  } catch (error) {
    throw unwritable(dir, error);
  }
}

/** A rename is only durable once its folder is. */
async function syncFolder(dir: string): Promise<void> {
  await using handle = await open(dir, 'r');
  await handle.sync();
}

async function holdsBundle(dir: string): Promise<boolean> {
  try {
    readManifest(await readFile(join(dir, 'manifest.json')));
    return true;
  } catch {
    return false;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

function unwritable(dir: string, error: unknown): BundleError {
  const reason = error instanceof Error ? error.message : String(error);
  return new BundleError('unwritable', `${dir} cannot be written: ${reason}`);
}

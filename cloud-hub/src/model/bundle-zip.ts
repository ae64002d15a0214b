import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { type BundleFiles, readManifest, verifyFiles } from '@lookout/shared/bundle/read-bundle';
import { unzipSync, zipSync } from 'fflate';

const names = ['manifest.json', 'model.onnx', 'golden.json', 'baselines.json'] as const;
const mostFileBytes = 128 * 1024 * 1024;
/** The earliest that a ZIP file can say: the same bundle gives the same bytes. */
const mtime = '1980-01-01T00:00:00';

/** A bundle's folder as one file. The model hardly shrinks; the JSON beside it does. */
export const zipBundle = (files: BundleFiles): Uint8Array =>
  zipSync(
    {
      'manifest.json': files['manifest.json'],
      'model.onnx': [files['model.onnx'], { level: 0 }],
      'golden.json': files['golden.json'],
      'baselines.json': files['baselines.json'],
    },
    { mtime, level: 6 },
  );

/**
 * Reads one that came from outside: nothing is unpacked but the four files, in whatever folder they stand.
 * @throws BundleError `malformed` where it is no ZIP file of one bundle, `missingFile`, `digest`
 */
export function unzipBundle(zip: Uint8Array): BundleFiles {
  const found = new Map<string, Uint8Array>();
  for (const [path, bytes] of Object.entries(unpack(zip))) {
    const name = path.split('/').at(-1) ?? path;
    if (found.has(name)) throw new BundleError('malformed', `the ZIP file holds two of ${name}`);
    found.set(name, bytes);
  }
  const files = bundleFilesOf(found);
  verifyFiles(readManifest(files['manifest.json']), files);
  return files;
}

/** @throws BundleError `missingFile` */
export function bundleFilesOf(found: ReadonlyMap<string, Uint8Array>): BundleFiles {
  const file = (name: (typeof names)[number]): Uint8Array => {
    const bytes = found.get(name);
    if (bytes === undefined) throw new BundleError('missingFile', `${name} is missing`);
    return bytes;
  };
  return {
    'manifest.json': file('manifest.json'),
    'model.onnx': file('model.onnx'),
    'golden.json': file('golden.json'),
    'baselines.json': file('baselines.json'),
  };
}

function unpack(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        const wanted = names.some((own) => name === own || name.endsWith(`/${own}`));
        if (wanted && originalSize > mostFileBytes)
          throw new BundleError(
            'malformed',
            `${name} is larger than ${mostFileBytes / 1024 / 1024} MB`,
          );
        return wanted;
      },
    });
  } catch (error) {
    if (error instanceof BundleError) throw error;
    throw new BundleError('malformed', 'not a ZIP file of a bundle, or a damaged one');
  }
}

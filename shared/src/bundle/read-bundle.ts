import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Baselines } from './baselines-file.ts';
import { BundleError } from './bundle-error.ts';
import { Golden, Manifest } from './manifest.ts';

/** Every file that the manifest vouches for. */
export const bundleFileNames = ['model.onnx', 'golden.json', 'baselines.json'] as const;
export type BundleFileName = (typeof bundleFileNames)[number];

/** A bundle in memory, as it is written, sent and verified. */
export type BundleFiles = Readonly<Record<'manifest.json' | BundleFileName, Uint8Array>>;

export const sha256Hex = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A bundle's id: the SHA-256 of the manifest's bytes as they are. */
export const bundleId = (manifestBytes: Uint8Array): string => sha256Hex(manifestBytes);

/** @throws BundleError `malformed`, `newerFormat` */
export function readManifest(bytes: Uint8Array): Manifest {
  const json = parseJson('manifest.json', bytes);
  const format = typeof json === 'object' && json && 'format' in json ? json.format : undefined;
  if (typeof format === 'number' && format > 1)
    throw new BundleError(
      'newerFormat',
      `manifest.json has format ${format}, this Lookout reads format 1: update Lookout`,
    );
  return parse('manifest.json', Manifest, json);
}

/** @throws BundleError `malformed` */
export const readGolden = (bytes: Uint8Array): Golden =>
  parse('golden.json', Golden, parseJson('golden.json', bytes));

/** @throws BundleError `malformed` */
export const readBaselines = (bytes: Uint8Array): Baselines =>
  parse('baselines.json', Baselines, parseJson('baselines.json', bytes));

/** What was read of a file: its bytes, or its size and SHA-256 where they were taken while streaming. */
export type ReadFile = Uint8Array | { readonly sizeBytes: number; readonly sha256: string };

/**
 * Compares every file with the manifest. Run it before anything is parsed or loaded: a flipped bit in a
 * model loads and computes garbage, so the digest is the only guard.
 *
 * @throws BundleError `missingFile`, `digest`
 */
export function verifyFiles(
  manifest: Manifest,
  files: Readonly<Partial<Record<BundleFileName, ReadFile>>>,
): void {
  for (const name of bundleFileNames) {
    const file = files[name];
    if (file === undefined) throw new BundleError('missingFile', `${name} is missing`);
    const { sizeBytes, sha256 } =
      file instanceof Uint8Array ? { sizeBytes: file.length, sha256: sha256Hex(file) } : file;
    const expected = manifest.files[name];
    if (sizeBytes !== expected.sizeBytes)
      throw new BundleError(
        'digest',
        `${name} has ${sizeBytes} bytes, the manifest says ${expected.sizeBytes}: ` +
          'it is truncated or altered; copy or train the bundle again',
      );
    if (sha256 !== expected.sha256)
      throw new BundleError(
        'digest',
        `${name} is not the file that the manifest names (SHA-256 ${sha256.slice(0, 12)}…, expected ` +
          `${expected.sha256.slice(0, 12)}…); copy or train the bundle again`,
      );
  }
}

function parseJson(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new BundleError('malformed', `${name} is not JSON: it is truncated or no bundle's file`);
  }
}

function parse<S extends z.ZodType>(name: string, schema: S, json: unknown): z.infer<S> {
  const result = schema.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new BundleError('malformed', `${name}: ${issue?.path.join('.')}: ${issue?.message}`);
}

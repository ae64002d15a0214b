import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { signBytes } from '@lookout/shared/bundle/signature';
import {
  ReleaseDraft,
  type ReleaseSummary,
  SignatureUpload,
} from '@lookout/shared/protocol/registry';
import { bundleFilesOf, unzipBundle } from '../../model/bundle-zip.ts';
import type { RegistryBesideHub } from '../../model/registry-beside-hub.ts';
import { print } from '../beside-hub.ts';
import { CliError, exitCodes, usageError } from '../exit.ts';
import { readBytes, readJson, readPrivateKey } from '../keys/key-files.ts';
import { describeRelease } from './describe-release.ts';
import { readMeasured } from './measured-file.ts';
import type { ReleaseCreateOptions, ReleaseSignOptions } from './release.ts';
import { by, onRegistry } from './release-store.ts';

const dayMs = 86_400_000;
const bundleIdPattern = /^[0-9a-f]{64}$/;

export async function createRelease(options: ReleaseCreateOptions): Promise<void> {
  requireVariants(options);
  // Everything that may be wrong with the files is told before anything is kept.
  const keys = await Promise.all((options.sign ?? []).map(readPrivateKey));
  const read = await Promise.all(
    options.variant.map(async ({ name, bundle }) => ({
      name,
      files: await filesOf(bundle),
      bundle,
      evaluation: await measuredOf(name, options),
    })),
  );
  const release = await onRegistry(async (rooms) => {
    const variants = [];
    for (const { name, files, bundle, evaluation } of read) {
      const id = files === null ? bundle : (await rooms.bundles.register(files, { by })).id;
      variants.push({ name, bundle: id, evaluation });
    }
    const { parent } = options;
    const draft = checked({
      model: options.model,
      version: options.version,
      note: options.note,
      parent: parent === undefined ? null : (await rooms.registry.resolve(parent)).id,
      expiresAt: options.days === undefined ? null : Date.now() + options.days * dayMs,
      variants,
    });
    const { id } = await rooms.registry.create(draft, by);
    return keys.length === 0 ? rooms.registry.get(id) : signWith(rooms, id, keys);
  });
  print(options.json, release, `${describeRelease(release)}${nextStep(release)}`);
}

/** @throws CliError usage where something was measured of a variant that is none */
function requireVariants({ variant, evaluation = [] }: ReleaseCreateOptions): void {
  const foreign = evaluation.find(({ name }) => variant.every((one) => one.name !== name));
  if (foreign)
    throw usageError(`--evaluation ${foreign.name}=${foreign.file}: no --variant has this name`);
}

/** Null: nothing is told, so that what its job measured holds. */
async function measuredOf(name: string, { evaluation = [] }: ReleaseCreateOptions) {
  const told = evaluation.find((one) => one.name === name);
  return told === undefined ? null : readMeasured(told.file);
}

export async function signRelease(name: string, options: ReleaseSignOptions): Promise<void> {
  const { signature, key } = options;
  if ((signature === undefined) === (key === undefined))
    throw usageError('Give either --signature FILE or --key FILE.');
  const keys = await Promise.all((key ?? []).map(readPrivateKey));
  const upload = signature === undefined ? null : await uploadIn(signature);
  const release = await onRegistry(async (rooms) => {
    const { id } = await rooms.registry.resolve(name);
    return upload === null ? signWith(rooms, id, keys) : rooms.registry.sign(id, upload, by);
  });
  print(options.json, release, describeRelease(release));
}

export async function deleteRelease(name: string, json: boolean): Promise<void> {
  const { id, manifest } = await onRegistry(async ({ registry }) => {
    const release = await registry.resolve(name);
    await registry.remove(release.id);
    return release;
  });
  print(json, { id, removed: true }, `${manifest.model} ${manifest.version} is deleted.`);
}

async function signWith(
  { registry }: RegistryBesideHub,
  id: string,
  keys: Parameters<typeof signBytes>[1],
): Promise<ReleaseSummary> {
  const { bytes } = await registry.manifest(id);
  return registry.sign(id, { signatures: signBytes(bytes, keys).signatures }, by);
}

const nextStep = ({ state, manifest: { model, version } }: ReleaseSummary): string =>
  state === 'signed'
    ? ''
    : `\n\nIt waits for a signature: "lookout release sign ${model}@${version} --key release.pem", ` +
      'or with the key on another machine: "lookout keys --help".';

/** Null: the text is the id of a bundle that the hub is to have. @throws CliError, BundleError */
async function filesOf(text: string) {
  const info = await stat(text).catch(() => null);
  if (info === null && bundleIdPattern.test(text)) return null;
  if (info === null)
    throw new CliError(
      exitCodes.failure,
      `${text} is neither a folder nor a ZIP file nor the id of a bundle.`,
    );
  if (!info.isDirectory()) return unzipBundle(await readBytes(text));
  const names = ['manifest.json', 'model.onnx', 'golden.json', 'baselines.json'];
  const files = await Promise.all(
    names.map(async (name) => [name, new Uint8Array(await readBytes(join(text, name)))] as const),
  );
  return bundleFilesOf(new Map(files));
}

async function uploadIn(file: string): Promise<SignatureUpload> {
  const upload = SignatureUpload.safeParse(await readJson(file));
  if (upload.success) return upload.data;
  throw new CliError(
    exitCodes.failure,
    `${file} is no signature, as \`lookout keys sign\` prints it.`,
  );
}

function checked(draft: unknown): ReleaseDraft {
  const result = ReleaseDraft.safeParse(draft);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw usageError(`${issue?.path.join('.')}: ${issue?.message}`);
}

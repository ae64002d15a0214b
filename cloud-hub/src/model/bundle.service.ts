import { BundleError } from '@lookout/shared/bundle/bundle-error';
import { checkDetectorModel } from '@lookout/shared/bundle/check-detector';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import {
  type BundleFiles,
  bundleId,
  readBaselines,
  readGolden,
  readManifest,
  verifyFiles,
} from '@lookout/shared/bundle/read-bundle';
import { collectBytes } from '@lookout/shared/collection/collect-bytes';
import { mostUploadBytes } from '@lookout/shared/protocol/jobs';
import type { RegisteredBundle } from '@lookout/shared/protocol/registry';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../config/clock.ts';
import { Problem } from '../http/problem.ts';
import { BundleRepository, type Evaluation } from './bundle.repository.ts';
import { bundleFilesOf, unzipBundle, zipBundle } from './bundle-zip.ts';
import type { BundleFacts } from './compose-release.ts';

/** Where a bundle came from. */
export interface Origin {
  readonly by: string;
  readonly job?: string | null;
  readonly evaluation?: Evaluation;
}

/** Bundles, each stored once by its id and never changed. */
@Injectable()
export class BundleService {
  constructor(
    private readonly bundles: BundleRepository,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** @throws Problem 400 badBundle, 413 tooLarge */
  async upload(zip: AsyncIterable<unknown>, by: string): Promise<RegisteredBundle> {
    return this.registerZip(await collect(zip), { by });
  }

  /** @throws Problem 400 badBundle */
  async registerZip(zip: Uint8Array, origin: Origin): Promise<RegisteredBundle> {
    return this.register(
      asProblem(() => unzipBundle(zip)),
      origin,
    );
  }

  /** One that is known already changes nothing. @throws Problem 400 badBundle */
  async register(files: BundleFiles, origin: Origin): Promise<RegisteredBundle> {
    const { name, variant } = asProblem(() => checkBundle(files));
    const id = bundleId(files['manifest.json']);
    const sizeBytes = Object.values(files).reduce((sum, { length }) => sum + length, 0);
    const { by, job = null, evaluation = null } = origin;
    const isNew = await this.bundles.add(
      { id, name, variant, sizeBytes, job, evaluation, createdAt: this.now(), createdBy: by },
      files,
    );
    return { id, name, variant, sizeBytes, known: !isNew };
  }

  /** Those that are there, by id. */
  async facts(ids: readonly string[]): Promise<ReadonlyMap<string, BundleFacts>> {
    const rows = await this.bundles.findMany(ids);
    return new Map(
      rows.map(({ id, manifest, job, evaluation }) => [
        id,
        {
          ...{ id, job, evaluation, manifestSizeBytes: manifest.length },
          manifest: readManifest(manifest),
        },
      ]),
    );
  }

  /** @throws Problem 404 notFound */
  async zip(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const found = await this.bundles.files(id);
    if (found.size === 0) throw Problem.notFound('bundle of this id');
    const files = bundleFilesOf(found);
    return { name: readManifest(files['manifest.json']).name, bytes: zipBundle(files) };
  }

  /** A file of any bundle, by its SHA-256; null: there is none. */
  file(sha256: string): Promise<Uint8Array | null> {
    return this.bundles.file(sha256);
  }

  /** @throws Problem 404 notFound, 409 bundleInUse */
  async remove(id: string): Promise<void> {
    const outcome = await this.bundles.remove(id);
    if (outcome === 'missing') throw Problem.notFound('bundle of this id');
    if (outcome === 'removed') return;
    const releases = await this.bundles.releasesOf(id);
    throw Problem.conflict(
      'bundleInUse',
      `This bundle is part of ${releases.length === 1 ? 'the release' : 'the releases'} ${releases.join(', ')}.`,
      'Delete the release first.',
    );
  }
}

/**
 * The files that the manifest names, all readable, and a model that a device would load.
 * @throws BundleError
 */
export function checkBundle(files: BundleFiles): Manifest {
  const manifest = readManifest(files['manifest.json']);
  verifyFiles(manifest, files);
  readGolden(files['golden.json']);
  readBaselines(files['baselines.json']);
  checkDetectorModel(manifest, files['model.onnx']);
  return manifest;
}

function asProblem<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BundleError)) throw error;
    throw new Problem(
      400,
      'badBundle',
      `This is no bundle that a device could run: ${error.message}.`,
      'Send the folder that `lookout train` or `lookout compress` wrote, as a ZIP file.',
    );
  }
}

async function collect(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const bytes = await collectBytes(stream, mostUploadBytes);
  if (bytes !== null) return bytes;
  throw new Problem(
    413,
    'tooLarge',
    `The file is larger than ${mostUploadBytes / 1024 / 1024} MB.`,
    'Compress the detector first: devices could not fetch it either.',
  );
}

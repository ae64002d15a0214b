import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statfsSync } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { bundleFileNames, bundleId, readManifest } from '@lookout/shared/bundle/read-bundle';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { syncFolder } from '../durable.ts';
import { loadBundle } from '../load-bundle.ts';
import type { Bundles } from './bundles.ts';
import { type FileEntry, Part, removePart, sidecarOf } from './part.ts';
import { writing } from './store-error.ts';

type Entries = ReleaseVariant['files'];
const isId = (name: string): boolean => /^[0-9a-f]{64}$/.test(name);

/**
 * `files/{sha256}`, whole and synced; `parts/{sha256}`, still coming; `{bundle}/`, hard links to files
 * under the names that a bundle has. A file that two bundles share is there once.
 */
export class BundleStore implements Bundles {
  private readonly files: string;
  private readonly parts: string;
  private prepared: Promise<void> | null = null;

  /** @param folder `bundles` in the data folder; made when it is first written to */
  constructor(
    private readonly folder: string,
    private readonly freeBytesOf: (folder: string) => number | null = freeBytes,
  ) {
    this.files = join(folder, 'files');
    this.parts = join(folder, 'parts');
  }

  /**
   * Makes the folders and clears what a crash left half made: once, for later another stream may be making it.
   * @throws StoreError
   */
  prepare(): Promise<void> {
    this.prepared ??= this.clear().catch((error: unknown) => {
      this.prepared = null;
      throw error;
    });
    return this.prepared;
  }

  private clear(): Promise<void> {
    return writing(this.folder, async () => {
      for (const folder of [this.files, this.parts]) await mkdir(folder, { recursive: true });
      for (const name of await readdir(this.folder))
        if (name.endsWith('.new')) await rm(join(this.folder, name), { recursive: true });
      for (const name of await readdir(this.files))
        if (name.endsWith('.new')) await rm(join(this.files, name));
      await syncFolder(this.folder);
    });
  }

  folderOf(bundle: string): string | null {
    const folder = join(this.folder, bundle);
    return isId(bundle) && existsSync(folder) ? folder : null;
  }

  get freeBytes(): number | null {
    return this.freeBytesOf(this.folder);
  }

  /** Whether the file is whole and still the right one; one that is not is removed. */
  async hasFile({ sha256 }: FileEntry): Promise<boolean> {
    const path = join(this.files, sha256);
    if (!existsSync(path)) return false;
    if ((await sha256Of(path)) === sha256) return true;
    await rm(path);
    return false;
  }

  openPart(entry: FileEntry): Promise<Part> {
    return Part.open(join(this.parts, entry.sha256), entry);
  }

  /**
   * fsync → SHA-256 → rename → fsync of the folder. A part that proves wrong is thrown away.
   * @returns whether it is the right one
   * @throws StoreError
   */
  async finish(part: Part): Promise<boolean> {
    const { sha256 } = part.entry;
    const path = join(this.parts, sha256);
    try {
      await part.save();
    } finally {
      await part.close();
    }
    if ((await sha256Of(path)) !== sha256) {
      await removePart(path);
      return false;
    }
    await writing(path, async () => {
      await rename(path, join(this.files, sha256));
      await syncFolder(this.files);
      await rm(sidecarOf(path), { force: true });
    });
    return true;
  }

  /** Whether the bundle's own manifest names the files that were signed in the release. */
  async agrees({ files }: ReleaseVariant): Promise<boolean> {
    const manifest = readManifest(await readFile(join(this.files, files['manifest.json'].sha256)));
    return bundleFileNames.every((name) => manifest.files[name].sha256 === files[name].sha256);
  }

  /** Puts a bundle together of files that are all there. @returns its folder @throws StoreError */
  assemble(bundle: string, entries: Entries): Promise<string> {
    const folder = join(this.folder, bundle);
    return writing(folder, async () => {
      const temporary = `${folder}.new`;
      await rm(temporary, { recursive: true, force: true });
      await mkdir(temporary);
      for (const [name, { sha256 }] of Object.entries(entries))
        await linkOrCopy(join(this.files, sha256), join(temporary, name));
      await syncFolder(temporary);
      await rm(folder, { recursive: true, force: true });
      await rename(temporary, folder);
      await syncFolder(this.folder);
      return folder;
    });
  }

  async importFolder(source: string): Promise<string> {
    const { digest, manifest } = await loadBundle(source);
    if (this.folderOf(digest) !== null) return digest;
    const bytes = await readFile(join(source, 'manifest.json'));
    if (bundleId(bytes) !== digest)
      throw new BundleError('digest', `${source} was changed while it was read; try again`);
    const entries = entriesOf(digest, bytes.length, manifest);
    await this.prepare();
    for (const [name, entry] of Object.entries(entries))
      if (!(await this.hasFile(entry))) await this.take(join(source, name), entry);
    await this.assemble(digest, entries);
    return digest;
  }

  async discard(bundle: string): Promise<void> {
    const folder = this.folderOf(bundle);
    if (folder === null) return;
    await rm(folder, { recursive: true });
    await syncFolder(this.folder);
    // A file that was damaged is found by `hasFile` when the bundle is fetched again.
  }

  async collect(keep: ReadonlySet<string>, fetching: readonly ReleaseVariant[]): Promise<void> {
    await this.prepare();
    const coming = new Set(
      fetching.flatMap(({ files }) => Object.values(files).map(({ sha256 }) => sha256)),
    );
    const used = new Set(coming);
    for (const name of (await readdir(this.folder)).filter(isId)) {
      if (!keep.has(name)) await rm(join(this.folder, name), { recursive: true });
      else for (const sha256 of await this.filesOf(name)) used.add(sha256);
    }
    for (const name of await readdir(this.files))
      if (!used.has(name)) await rm(join(this.files, name), { force: true });
    for (const name of await readdir(this.parts))
      if (!coming.has(name.slice(0, 64))) await rm(join(this.parts, name), { force: true });
  }

  private async filesOf(bundle: string): Promise<readonly string[]> {
    try {
      const bytes = await readFile(join(this.folder, bundle, 'manifest.json'));
      const entries = entriesOf(bundle, bytes.length, readManifest(bytes));
      return Object.values(entries).map(({ sha256 }) => sha256);
    } catch {
      return []; // Its folder has links of its own, so that nothing it needs goes with `files`.
    }
  }

  private async take(source: string, { sha256 }: FileEntry): Promise<void> {
    const path = join(this.files, sha256);
    const temporary = `${path}.new`;
    await writing(path, async () => {
      await copyFile(source, temporary);
      await using file = await open(temporary, 'r+');
      await file.sync();
    });
    if ((await sha256Of(temporary)) !== sha256) {
      await rm(temporary);
      throw new BundleError('digest', `${source} was changed while it was read; try again`);
    }
    await writing(path, async () => {
      await rename(temporary, path);
      await syncFolder(this.files);
    });
  }
}

const entriesOf = (digest: string, sizeBytes: number, { files }: Manifest): Entries => ({
  'manifest.json': { sha256: digest, sizeBytes },
  ...files,
});

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}

/** A copy where the file system has no hard links (FAT on an SD card). */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code !== 'EPERM' && code !== 'ENOTSUP' && code !== 'EOPNOTSUPP') throw error;
    await copyFile(from, to);
    await using file = await open(to, 'r+');
    await file.sync();
  }
}

function freeBytes(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

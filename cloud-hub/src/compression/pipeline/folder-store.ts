import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import type { ArtefactStore } from './artefact-store.ts';

/** Artefacts as files of one folder. */
export class FolderStore implements ArtefactStore {
  constructor(private readonly folder: string) {}

  async read(name: string): Promise<Uint8Array | null> {
    try {
      return await readFile(join(this.folder, name));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
      throw error;
    }
  }

  /** Written whole or not at all: a power cut leaves what was there before. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.folder, name);
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, bytes);
  }
}

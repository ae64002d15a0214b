import type { ArtefactStore } from './artefact-store.ts';

/** Artefacts that go with the test. */
export class MemoryStore implements ArtefactStore {
  readonly #files = new Map<string, Uint8Array>();

  get names(): string[] {
    return [...this.#files.keys()];
  }

  async read(name: string): Promise<Uint8Array | null> {
    return this.#files.get(name) ?? null;
  }

  async write(name: string, bytes: Uint8Array): Promise<void> {
    this.#files.set(name, bytes);
  }

  /** As if the run had been cut off before it was written. */
  forget(part: string): void {
    for (const name of this.names) if (name.includes(part)) this.#files.delete(name);
  }
}

import { unitBytes, unitsOf } from '@lookout/shared/protocol/blocks';
import { encode } from '@lookout/shared/protocol/codec';
import { LRUCache } from 'lru-cache';
import type { Cut } from './cut-blocks.ts';

/** A file by its SHA-256; null: there is none. */
export type ReadFile = (digest: string) => Promise<Uint8Array | null>;

/**
 * Files and their packed blocks in memory, the least recently used let go first. A thousand devices that
 * ask for a file at once read it from the database once, and each block is packed once.
 */
export class BlockFiles {
  private readonly files: LRUCache<string, Uint8Array>;
  private readonly payloads: LRUCache<string, Buffer>;

  /** @param maxBytes of the files, and as many of their blocks */
  constructor(read: ReadFile, maxBytes: number) {
    this.files = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (bytes) => Math.max(1, bytes.length),
      fetchMethod: async (digest) => (await read(digest)) ?? undefined,
    });
    this.payloads = new LRUCache({
      maxSize: maxBytes,
      sizeCalculation: (bytes) => Math.max(1, bytes.length),
    });
  }

  /** Null: there is no such file. */
  async unitCount(digest: string): Promise<number | null> {
    const bytes = await this.files.fetch(digest);
    return bytes === undefined ? null : unitsOf(bytes.length);
  }

  /** A block as it goes over the wire; null: there is no such file. */
  async payload(digest: string, { index, units }: Cut): Promise<Buffer | null> {
    const key = `${digest}/${index}/${units}`;
    const known = this.payloads.get(key);
    if (known !== undefined) return known;
    const bytes = await this.files.fetch(digest);
    if (bytes === undefined) return null;
    // Others may have waited for the same file, and one of them came first.
    const packed = this.payloads.get(key);
    if (packed !== undefined) return packed;
    const payload = encode(
      'blocks',
      Uint8Array.from(bytes.subarray(index * unitBytes, (index + units) * unitBytes)),
    );
    this.payloads.set(key, payload);
    return payload;
  }
}

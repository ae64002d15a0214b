import { createHash } from 'node:crypto';
import { type BlocksRequest, unitBytes, unitsOf } from '@lookout/shared/protocol/blocks';
import type { IndexRange } from '@lookout/shared/protocol/capture';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

interface File {
  readonly sha256: string;
  readonly sizeBytes: number;
}

export type Taken =
  | 'more'
  /** The whole of what was asked for has come: ask for the next. */
  | 'ask'
  | 'done'
  /** A whole file is not the one that was signed: it begins anew. */
  | 'damaged'
  /** The hub does not have it, or not for us. */
  | 'unavailable'
  /** Not of this download, or had before. */
  | 'ignored';

export interface Link {
  readonly unitsPerBlock: number;
  /** About a second of the link. */
  readonly unitsPerRequest: number;
  /** From the end of one request to the next: what makes a slow link of a fast one. */
  readonly pauseMs: number;
}

/** The files of a bundle, one after the other, by their missing numbers; in memory, and let go when checked. */
export class Download {
  private readonly left: File[];
  private bytes: Uint8Array | null = null;
  private have = new Set<number>();
  private doneBytes = 0;
  private fileBytes = 0;
  /** Units that were asked for and have not come. */
  private readonly asked = new Set<number>();
  readonly totalBytes: number;

  constructor(
    files: ReleaseVariant['files'],
    private readonly link: Link,
  ) {
    const all: File[] = Object.values(files);
    // A file of which two names exist is fetched once.
    this.left = [...new Map(all.map((file) => [file.sha256, file])).values()];
    this.totalBytes = this.left.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  get haveBytes(): number {
    return this.doneBytes + this.fileBytes;
  }

  /** Null when nothing is missing. */
  request(): BlocksRequest | null {
    const [file] = this.left;
    if (file === undefined) return null;
    this.asked.clear();
    const missing: [number, number][] = [];
    const count = unitsOf(file.sizeBytes);
    for (let unit = 0; unit < count && this.asked.size < this.link.unitsPerRequest; unit += 1) {
      if (this.have.has(unit)) continue;
      const last = missing.at(-1);
      if (last?.[1] === unit - 1) last[1] = unit;
      else if (missing.length === 64) break;
      else missing.push([unit, unit]);
      this.asked.add(unit);
    }
    const ranges: IndexRange[] = missing;
    return { digest: file.sha256, missing: ranges, unitsPerBlock: this.link.unitsPerBlock };
  }

  take(digest: string, index: number, block: Uint8Array): Taken {
    const [file] = this.left;
    if (file === undefined || file.sha256 !== digest) return 'ignored';
    if (block.length === 0) return 'unavailable';
    const at = index * unitBytes;
    if (at + block.length > file.sizeBytes) return 'ignored';
    this.bytes ??= new Uint8Array(file.sizeBytes);
    this.bytes.set(block, at);
    for (let unit = index; unit < index + unitsOf(block.length); unit += 1) {
      if (!this.have.has(unit)) this.fileBytes += sizeOfUnit(unit, file);
      this.have.add(unit);
      this.asked.delete(unit);
    }
    if (this.have.size === unitsOf(file.sizeBytes)) return this.check(file, this.bytes);
    return this.asked.size === 0 ? 'ask' : 'more';
  }

  private check(file: File, bytes: Uint8Array): Taken {
    const good = createHash('sha256').update(bytes).digest('hex') === file.sha256;
    this.bytes = null;
    this.have = new Set();
    this.fileBytes = 0;
    if (!good) return 'damaged';
    this.left.shift();
    this.doneBytes += file.sizeBytes;
    return this.left.length === 0 ? 'done' : 'ask';
  }
}

const sizeOfUnit = (unit: number, { sizeBytes }: File): number =>
  Math.min(unitBytes, sizeBytes - unit * unitBytes);

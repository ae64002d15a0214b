import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { unitBytes, unitsOf } from '@lookout/shared/protocol/blocks';
import { Sha256 } from '@lookout/shared/protocol/names';
import { z } from 'zod';
import { replaceFile } from '../durable.ts';
import { writing } from './store-error.ts';

export interface FileEntry {
  readonly sha256: z.infer<typeof Sha256>;
  readonly sizeBytes: number;
}

/** Units that were on the disk when it was written, a bit each. */
const Sidecar = z.object({ sizeBytes: z.int(), have: z.base64() });
/** What a crash may cost: units whose bytes came after the sidecar was written last. */
const saveEveryUnits = 8;

/** A file that is still coming, unit by unit. Whether it is the right one is seen at its end. */
export class Part {
  private unsaved = 0;

  private constructor(
    readonly entry: FileEntry,
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly have: Uint8Array,
  ) {}

  /** Goes on where an earlier run stopped. @throws StoreError */
  static open(path: string, entry: FileEntry): Promise<Part> {
    return writing(path, async () => {
      const have = await readSidecar(path, entry);
      // Without its sidecar a part is worth nothing.
      const file = have === null ? await open(path, 'w+') : await open(path, 'r+');
      const empty = new Uint8Array(Math.ceil(unitsOf(entry.sizeBytes) / 8));
      return new Part(entry, path, file, have ?? empty);
    });
  }

  get units(): number {
    return unitsOf(this.entry.sizeBytes);
  }

  has(unit: number): boolean {
    return (((this.have[unit >> 3] ?? 0) >> (unit & 7)) & 1) === 1;
  }

  /** Bytes of the units that are there. */
  get haveBytes(): number {
    let bytes = 0;
    for (let unit = 0; unit < this.units; unit++) if (this.has(unit)) bytes += this.sizeOf(unit);
    return bytes;
  }

  get isWhole(): boolean {
    for (let unit = 0; unit < this.units; unit++) if (!this.has(unit)) return false;
    return true;
  }

  sizeOf(unit: number): number {
    return Math.min(unitBytes, this.entry.sizeBytes - unit * unitBytes);
  }

  /** @throws StoreError */
  async write(unit: number, bytes: Uint8Array): Promise<void> {
    await writing(this.path, () => this.file.write(bytes, 0, bytes.length, unit * unitBytes));
    this.have[unit >> 3] = (this.have[unit >> 3] ?? 0) | (1 << (unit & 7));
    this.unsaved += 1;
    if (this.unsaved >= saveEveryUnits) await this.save();
  }

  /** The bytes before what says that they are there. @throws StoreError */
  save(): Promise<void> {
    return writing(this.path, async () => {
      await this.file.sync();
      const have = Buffer.from(this.have).toString('base64');
      await replaceFile(
        sidecarOf(this.path),
        JSON.stringify({ sizeBytes: this.entry.sizeBytes, have }),
      );
      this.unsaved = 0;
    });
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

export const sidecarOf = (path: string): string => `${path}.have`;

export async function removePart(path: string): Promise<void> {
  // The sidecar first: a part without one is begun anew, a sidecar without its part would lie.
  await rm(sidecarOf(path), { force: true });
  await rm(path, { force: true });
}

async function readSidecar(path: string, { sizeBytes }: FileEntry): Promise<Uint8Array | null> {
  try {
    const sidecar = Sidecar.parse(JSON.parse(await readFile(sidecarOf(path), 'utf8')));
    const have = Uint8Array.from(Buffer.from(sidecar.have, 'base64'));
    await using file = await open(path, 'r');
    await file.stat();
    const fits = have.length === Math.ceil(unitsOf(sizeBytes) / 8);
    return fits && sidecar.sizeBytes === sizeBytes ? have : null;
  } catch {
    return null;
  }
}

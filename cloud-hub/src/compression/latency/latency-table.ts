import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import {
  type DeviceDescription,
  findEntry,
  type LatencyEntry,
  type LatencyTable,
  readLatencyTable,
  type Setting,
  sameSetting,
} from '@lookout/shared/profile/latency-table';
import { ProfileError } from '@lookout/shared/profile/profile-error';

/**
 * Reads a table that `lookout-agent profile --out` wrote on a device.
 * @throws ProfileError `missing`, `malformed`, `newerFormat`, naming the file
 */
export async function readProfile(file: string): Promise<LatencyTable> {
  const text = await readText(file);
  if (text === null)
    throw new ProfileError(
      'missing',
      `${file} is missing; "lookout-agent profile --bundle DIR --out FILE" on the device writes it`,
    );
  try {
    return readLatencyTable(text);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new ProfileError(error.code, `${file}: ${error.message}`);
  }
}

/**
 * Latencies measured on this machine, kept in a folder by the models' shape: a search meets the same
 * widths again and again with other weights. Another machine or runtime has another file.
 */
export class LatencyCache {
  private constructor(
    private readonly folder: string,
    private readonly file: string,
    private readonly device: DeviceDescription,
    private measured: readonly LatencyEntry[],
  ) {}

  /** A file that is damaged counts as empty: everything in it can be measured again. */
  static async open(folder: string, device: DeviceDescription): Promise<LatencyCache> {
    const { model, cores, arch, ortVersion } = device;
    const key = sha256Hex(Buffer.from(JSON.stringify([model, cores, arch, ortVersion])));
    const file = join(folder, `latency-${key.slice(0, 12)}.json`);
    return new LatencyCache(folder, file, device, await readEntries(file));
  }

  find(shapeKey: string, setting: Setting): LatencyEntry | undefined {
    return findEntry(this, shapeKey, setting);
  }

  get entries(): readonly LatencyEntry[] {
    return this.measured;
  }

  /**
   * Keeps the newest of each shape and setting. Others may write to the same folder: what is lost to one
   * that writes at the same moment is measured again.
   */
  async add(fresh: readonly LatencyEntry[], measuredAt: number): Promise<void> {
    const entries = merge(merge(this.measured, await readEntries(this.file)), fresh);
    this.measured = entries;
    const table: LatencyTable = { format: 1, measuredAt, device: this.device, entries };
    const temporary = `${this.file}.${randomUUID()}.tmp`;
    await mkdir(this.folder, { recursive: true });
    try {
      await writeFile(temporary, JSON.stringify(table));
      await rename(temporary, this.file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

const merge = (old: readonly LatencyEntry[], fresh: readonly LatencyEntry[]): LatencyEntry[] => [
  ...old.filter(
    (entry) => !fresh.some((one) => one.shapeKey === entry.shapeKey && sameSetting(one, entry)),
  ),
  ...fresh,
];

async function readEntries(file: string): Promise<readonly LatencyEntry[]> {
  const text = await readText(file);
  if (text === null) return [];
  try {
    return readLatencyTable(text).entries;
  } catch (error) {
    if (error instanceof ProfileError) return [];
    throw error;
  }
}

/** @returns null where there is no such file */
async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProfileError('missing', `${file} cannot be read: ${reason}`);
  }
}

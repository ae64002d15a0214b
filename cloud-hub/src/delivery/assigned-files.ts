import { LRUCache } from 'lru-cache';

/** What the rooms of devices and of models know; handed in by the module. */
export interface ReleaseSource {
  /** Ids of the releases that are assigned to the device, those that it goes back to included. */
  readonly assignedTo: (device: string) => Promise<readonly string[]>;
  /** SHA-256 of every file of a release; they never change. */
  readonly filesOf: (release: string) => Promise<readonly string[]>;
}

const maxReleases = 1_000;
const maxDevices = 100_000;
/** A device asks about once a second: not every time do we ask the database. */
const believedMs = 10_000;

/** Which files a device may have: those of its releases, and nothing else of the registry. */
export class AssignedFiles {
  private readonly files: LRUCache<string, ReadonlySet<string>>;
  private readonly releases: LRUCache<string, readonly string[]>;

  constructor(
    private readonly source: ReleaseSource,
    now: () => number,
  ) {
    this.files = new LRUCache({ max: maxReleases });
    this.releases = new LRUCache({
      max: maxDevices,
      ttl: believedMs,
      ttlResolution: 0,
      perf: { now },
    });
  }

  /** A "no" is never kept: the file may be assigned the next moment. A "yes" holds for seconds. */
  async includes(device: string, digest: string): Promise<boolean> {
    const believed = this.releases.get(device);
    if (believed !== undefined && (await this.anyHas(believed, digest))) return true;
    const assigned = await this.source.assignedTo(device);
    this.releases.set(device, assigned);
    return this.anyHas(assigned, digest);
  }

  private async anyHas(releases: readonly string[], digest: string): Promise<boolean> {
    for (const release of releases) if ((await this.filesOf(release)).has(digest)) return true;
    return false;
  }

  private async filesOf(release: string): Promise<ReadonlySet<string>> {
    const known = this.files.get(release);
    if (known !== undefined) return known;
    const files = new Set(await this.source.filesOf(release));
    // One that was deleted has none, and is not kept: another may come under the same id.
    if (files.size > 0) this.files.set(release, files);
    return files;
  }
}

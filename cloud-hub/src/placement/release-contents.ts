import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { Injectable } from '@nestjs/common';
import { orNull } from '../http/problem.ts';
import { RegistryService } from '../model/registry.service.ts';

/** Of a few kB each; a fleet runs far fewer at a time. */
const mostReleases = 1_000;

/** What releases hold, read once each: they never change. A decision must not wait for the registry. */
@Injectable()
export class ReleaseContents {
  private readonly manifests = new Map<string, ReleaseManifest | null>();

  constructor(private readonly registry: RegistryService) {}

  /** Null: the registry has no such release (any more); undefined: it was not asked yet. */
  known(release: string): ReleaseManifest | null | undefined {
    return this.manifests.get(release);
  }

  async load(releases: Iterable<string>): Promise<void> {
    for (const release of new Set(releases)) {
      if (this.manifests.has(release)) continue;
      if (this.manifests.size >= mostReleases) this.manifests.clear();
      this.manifests.set(release, await orNull(this.registry.content(release)));
    }
  }
}

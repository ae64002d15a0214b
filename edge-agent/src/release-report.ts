import type { InstalledBundle, ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { Install, InstallState, Slot } from './model/install/install-state.ts';
import type { ReadyBundle } from './stream-setup.ts';

/** The whole document is published at every change: bytes are told in so many steps. */
const steps = 10;

/** What the report says of a stream's release; the same after a restart. */
export class ReleaseReports {
  private own: InstalledBundle | null = null;

  /** @param last figures are told with the phases, not with every window */
  constructor(
    private last: Install | null,
    private readonly ownFolder: string,
  ) {}

  told(install: Install): void {
    this.last = install;
  }

  /** What the device's own bundle is called is known when it has been loaded. */
  saw({ bundle: { folder, digest, manifest } }: ReadyBundle): void {
    if (folder === this.ownFolder)
      this.own = { release: null, bundle: digest, variant: manifest.variant };
  }

  /** @param fetchedBytes of the files of an install that is being fetched */
  of({ install, good }: InstallState, fetchedBytes: number): ReleaseReport | null {
    if (install === null) return null;
    const { sequence, release, variant, phase, since, held, reason, offer } = install;
    const totalBytes = Object.values(offer?.files ?? {}).reduce((sum, f) => sum + f.sizeBytes, 0);
    const step = Math.max(1, Math.floor(totalBytes / steps));
    const isFetching = phase === 'OFFERED' || phase === 'DOWNLOADING';
    const isPart = isFetching || phase === 'FAILED' || phase === 'SUPERSEDED';
    const haveBytes = isPart ? Math.floor(fetchedBytes / step) * step : totalBytes;
    return {
      ...{ sequence, release, variant, phase, since, held, reason, totalBytes },
      haveBytes: Math.min(totalBytes, haveBytes),
      figures: this.last?.sequence === sequence ? this.last.figures : null,
      good: this.installed(good),
    };
  }

  private installed(slot: Slot): InstalledBundle | null {
    if (slot.kind === 'own') return this.own;
    const { release, bundle, variant } = slot;
    return { release, bundle, variant };
  }
}

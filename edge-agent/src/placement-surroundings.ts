import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { SessionId } from './detect/child-protocol.ts';
import type { Detectors } from './detect/detectors.ts';
import type { PlacementStore } from './model/placement/placement-store.ts';
import type { ReleaseParts } from './release-parts.ts';

export interface PlacementSurroundings {
  readonly detector: Detectors;
  readonly store: PlacementStore;
  readonly delivery: ReleaseParts['delivery'];
  readonly bundles: ReleaseParts['bundles'];
  /** Measures a variant on a provider. @throws `signal.reason` */
  readonly profile: (
    variant: ReleaseVariant,
    folder: string,
    provider: string,
    signal: AbortSignal,
  ) => Promise<VariantProfile>;
  readonly now: () => number;
  /** A clock that is never set, ms. */
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly wait: (delayMs: number, signal: AbortSignal) => Promise<void>;
  /** So many windows are scored by the old and the new one, unless they take longer than this. */
  readonly compareWindows: number;
  readonly compareWithinMs: number;
  /** The report has changed. */
  readonly changed: () => void;
  /** Lets a model go unless a stream still needs it. */
  readonly unload: (session: SessionId) => Promise<void>;
  /** Deletes what no stream has pinned. */
  readonly sweep: () => Promise<void>;
  readonly log: { info(message: string): void; warn(message: string): void };
}

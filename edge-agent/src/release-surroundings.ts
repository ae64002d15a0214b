import type { SessionId } from './detect/child-protocol.ts';
import type { Detectors } from './detect/detectors.ts';
import type { Install, Slot } from './model/install/install-state.ts';
import type { InstallStore } from './model/install/install-store.ts';
import type { ReleaseParts } from './release-parts.ts';

/** What the releases of a stream leave to whoever places its variants. */
export interface Stands {
  readonly good: Slot;
  /** The stream may not be touched. */
  readonly isInstalling: boolean;
  /** What was committed must judge its first windows before another takes its place. */
  readonly isSettling: boolean;
}

export interface ReleaseSurroundings {
  readonly detector: Detectors;
  readonly store: InstallStore;
  readonly delivery: ReleaseParts['delivery'];
  readonly bundles: ReleaseParts['bundles'];
  readonly now: () => number;
  /** A clock that is never set, ms. */
  readonly monotonicMs: () => number;
  /** A phase that was come to: a record for the hub. */
  readonly told: (stream: string, install: Install) => void;
  /** The report has changed. */
  readonly changed: () => void;
  /** Whoever places the stream's variants has to see how it stands. */
  readonly look: (stream: string) => void;
  /** Resolves when nobody else is doing something to the stream. */
  readonly quiet: (stream: string) => Promise<void>;
  /** Lets a model go unless a stream still needs it. */
  readonly unload: (session: SessionId) => Promise<void>;
  /** Deletes what no stream has pinned. */
  readonly sweep: () => Promise<void>;
  readonly residentBytes: (pid: number) => number | null;
  readonly log: { info(message: string): void; warn(message: string): void };
}

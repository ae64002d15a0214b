import type { Board, Load } from '@lookout/shared/protocol/load';
import type { PlacementReport, PlacementWish } from '@lookout/shared/protocol/placement';
import type { UnusableProvider } from '@lookout/shared/protocol/presence';
import type { ReleaseReport } from '@lookout/shared/protocol/release-phase';
import type { Presence } from '@lookout/shared/protocol/rest';

/** What one stream is to run, on which processor. */
export interface StreamWish {
  readonly device: string;
  readonly stream: string;
  readonly wish: PlacementWish;
}

/** One stream, as far as it matters for which variant it runs. */
export interface PlacementStanding {
  readonly device: string;
  readonly stream: string;
  readonly site: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly presence: Presence;
  /** As it is reported to run, whatever placement says. */
  readonly runs: { readonly variant: string | null; readonly provider: string | null };
  /** Distance of two rows; null while it is not known. */
  readonly strideMs: number | null;
  readonly release: ReleaseReport | null;
  /** Null: an agent that knows of no placement. */
  readonly placement: PlacementReport | null;
  /** That run on the device, and those that its runtime names besides. */
  readonly providers: readonly string[];
  readonly unusableProviders: readonly UnusableProvider[];
  readonly cpuCount: number;
  readonly board: Board | null;
  /** Written down within seconds. */
  readonly load: Load | null;
  /** What stands in "desired"; null: nothing yet. */
  readonly wish: PlacementWish | null;
}

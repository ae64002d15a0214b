import type {
  PlacementChoice,
  PlacementWish,
  SwitchReport,
  VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Slot } from '../install/install-state.ts';
import type { Pair, Probed } from './placement-state.ts';

export type Happening =
  /** The agent has started; `clean`: it had stopped in order. */
  | { readonly kind: 'started'; readonly clean: boolean }
  /** A manifest that is believed; it may not be committed yet. */
  | {
      readonly kind: 'offered';
      readonly release: string;
      readonly variants: readonly ReleaseVariant[];
    }
  /** What is committed, what of it lies on the disk, and what happens to the stream. */
  | {
      readonly kind: 'stands';
      readonly good: Slot;
      readonly held: readonly string[];
      readonly isInstalling: boolean;
      readonly isSettling: boolean;
      /** What judges now; null: nothing, or no bundle of this release. */
      readonly actual: Pair | null;
    }
  | { readonly kind: 'probed'; readonly providers: readonly Probed[] }
  /** Null: the hub places nothing here. */
  | { readonly kind: 'wish'; readonly wish: PlacementWish | null }
  /** The device's own choice. */
  | { readonly kind: 'guard'; readonly choice: PlacementChoice }
  | { readonly kind: 'fetched'; readonly variant: string; readonly held: readonly string[] }
  | { readonly kind: 'fetchFailed'; readonly variant: string; readonly why: string }
  | { readonly kind: 'profiled'; readonly profile: VariantProfile }
  /** The new one judges. */
  | {
      readonly kind: 'switched';
      readonly to: PlacementChoice;
      readonly number: number;
      readonly report: SwitchReport;
    }
  /** It was given up for an install, or because the stream ended. */
  | { readonly kind: 'gaveUp' }
  /** It did not load, or its golden windows came out other than they must. */
  | {
      readonly kind: 'switchFailed';
      readonly to: Pair;
      readonly why: string;
      readonly usable: VariantProfile['usable'];
    }
  /** A provider failed in a run; `to` judges since that very window, null: nothing could. */
  | {
      readonly kind: 'providerLost';
      readonly from: Pair;
      readonly to: Pair | null;
      /** From the failed run to the score of its window by the other. */
      readonly tookMs: number;
      readonly why: string;
    }
  /** What was to run did not start; `to` is started in its place. */
  | {
      readonly kind: 'startFailed';
      readonly from: Pair;
      readonly to: Pair;
      /** Its provider, not the bundle. */
      readonly isLoss: boolean;
      readonly why: string;
    }
  | { readonly kind: 'profileAsked' }
  /** Of a clock that is never set, since the last one. */
  | { readonly kind: 'passed'; readonly ms: number };

/** What is to be done after the state was saved. */
export type Act =
  | { readonly kind: 'fetch'; readonly variant: ReleaseVariant }
  | { readonly kind: 'profile'; readonly variant: ReleaseVariant; readonly provider: string }
  | {
      readonly kind: 'switch';
      readonly to: PlacementChoice;
      readonly variant: ReleaseVariant;
      readonly by: 'hub' | 'guard';
      /** Of the hub's wish that is followed or overruled. */
      readonly number: number;
      /** What ran before. */
      readonly from: Pair;
    }
  /** Whatever is being done. */
  | { readonly kind: 'giveUp' }
  /** Bundles that nobody holds may leave the disk. */
  | { readonly kind: 'sweep' };

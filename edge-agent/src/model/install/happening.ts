import type { InstallFigures, ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { InstallRules, ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Slot } from './install-state.ts';

/** An assignment that was believed, with the release that it names. */
export interface BelievedWish {
  readonly sequence: number;
  readonly release: string | null;
  readonly variant: string | null;
  readonly target: Slot;
  readonly offer: ReleaseVariant | null;
  readonly revert: boolean;
  readonly rules: InstallRules;
  readonly hold: boolean;
}

/** One that was not. What it says of itself may be a lie: it is only told, and never stops anything. */
export interface RefusedWish {
  readonly sequence: number;
  readonly release: string | null;
  readonly variant: string | null;
  readonly hold: boolean;
  readonly reason: ReleaseReason;
}

/** Counts and measurements of the shadow or the trial so far. */
export interface Progress {
  readonly figures: Omit<InstallFigures, 'crashes'>;
  readonly judged: number;
  readonly missed: number;
}

export type Happening =
  | { readonly kind: 'wish'; readonly wish: BelievedWish }
  | { readonly kind: 'refused'; readonly wish: RefusedWish }
  /** `desired` holds no wish for the stream. */
  | { readonly kind: 'withdrawn' }
  /** The agent has started; `clean`: it had stopped in order. */
  | { readonly kind: 'started'; readonly clean: boolean }
  | { readonly kind: 'fetchBegan' }
  | { readonly kind: 'fetched' }
  | { readonly kind: 'fetchFailed'; readonly reason: ReleaseReason }
  | {
      readonly kind: 'selfTested';
      readonly ok: boolean;
      readonly detail: string;
      readonly memoryBytes: number | null;
      readonly addedMemoryBytes: number | null;
      /** False where the stream has no detector that could go on judging: there is nothing to compare with. */
      readonly hasJudge: boolean;
    }
  /** It could not be loaded, tested or put in the place of the other. */
  | { readonly kind: 'failed'; readonly reason: ReleaseReason }
  | { readonly kind: 'progress'; readonly progress: Progress }
  /** The inference process has died while the new bundle was in it. */
  | { readonly kind: 'died'; readonly how: string }
  /** So much time has passed since the last one, by a clock that is never set. */
  | { readonly kind: 'passed'; readonly ms: number }
  /** The committed bundle has judged `windowsToSettle` windows in one run of the agent. */
  | { readonly kind: 'settled' }
  /** The good bundle cannot be loaded any more. */
  | { readonly kind: 'goodBroken' };

/** What is to be done, in this order, after the state was saved. */
export type Act =
  | { readonly kind: 'fetch'; readonly offer: ReleaseVariant }
  | { readonly kind: 'stopFetch' }
  /** Load the target beside the good one and run its golden windows. */
  | { readonly kind: 'selfTest'; readonly target: Slot }
  | { readonly kind: 'shadow' }
  /** The new one judges from the next window on. */
  | { readonly kind: 'trial' }
  /** The one that is being tried stays; the other leaves the memory. */
  | { readonly kind: 'keep' }
  /** The good one judges, and the one that was tried leaves the memory. */
  | { readonly kind: 'fallBack' }
  /** Bundles that no slot holds may leave the disk. */
  | { readonly kind: 'sweep' }
  /** It is damaged: it may be fetched anew. */
  | { readonly kind: 'discard'; readonly bundle: string };

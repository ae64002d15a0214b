import type { Window } from '../window/window.ts';
import type { DetectErrorCode } from './detect-error.ts';

/** What the detector says about one window. */
export interface Score {
  /** As the model gives it; the bundle's calibration puts it into units that can be compared. */
  readonly score: number;
  readonly channelError: Float32Array; // [channels], 1 on average on normal data
  readonly latentKl: Float32Array; // [latent]
  /** Null where the network rebuilds nothing: then nobody knows what was expected, nor where it went wrong. */
  readonly rebuilt: Rebuilt | null;
  /** Of the run that scored it, other windows in the batch included. */
  readonly latencyUs: number;
}

/** What the network expected in the window's place, engineering units. */
export interface Rebuilt {
  /** Of the window's last row; of a frame its colors' means. */
  readonly expected: Float32Array; // [channels]
  /** Every channel at the row where it deviates most from its reconstruction. */
  readonly worst: { readonly value: Float32Array; readonly expected: Float32Array }; // [channels]
}

export type Verdict =
  | { readonly kind: 'scored'; readonly score: Score }
  /** Not scorable; `window.quality` says why. */
  | { readonly kind: 'notScored' }
  | { readonly kind: 'failed'; readonly code: DetectErrorCode; readonly message: string };

export interface ScoredWindow {
  readonly window: Window;
  readonly verdict: Verdict;
}

import type { ChannelInfo, UnusableProvider } from '@lookout/shared/protocol/presence';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import type {
  Assignment,
  ReleaseManifest,
  ReleaseVariant,
} from '@lookout/shared/protocol/signed-documents';

/** What a stream's source gives now, in the order in which its detector takes it. */
export interface Watched {
  readonly channels: readonly ChannelInfo[];
  readonly periodMs: number;
  readonly windowLength: number;
  /** Whether the source can be set up for another period: what is sampled by us, not by the plant. */
  readonly anyPeriod: boolean;
  /** Whether windows of another length can be built beside those of now. */
  readonly anyWindowLength: boolean;
}

/** What stands around a wish on this device. */
export interface StreamContext {
  readonly stream: string;
  /** Null: nothing runs, so there is nothing to fit; the source itself will say what it misses. */
  readonly watched: Watched | null;
  /** Execution providers of this device. Do not ask before the inference process has told them. */
  readonly providers: readonly string[];
  /** Those that its runtime names besides, and why they cannot be used. */
  readonly unusable: readonly UnusableProvider[];
}

export interface Believed {
  readonly assignment: Assignment;
  /** SHA-256 of the assignment's bytes: tells one assignment from another. */
  readonly assignmentId: string;
  /** Null, all three: the bundle of the device's own configuration. */
  readonly releaseId: string | null;
  readonly release: ReleaseManifest | null;
  readonly variant: ReleaseVariant | null;
}

/** What is known of an assignment that is not believed: its number only where it was signed. */
export interface Refused {
  readonly reason: ReleaseReason;
  readonly assignment: Assignment | null;
  readonly assignmentId: string;
}

export type Verdict = { readonly believed: Believed } | { readonly refused: Refused };

/** Whom and what this device believes; kept on disk before anything is acted upon. */
export interface Trust {
  /** Follows the key lists of `desired`; those that are known already change nothing. */
  hear(keyLists: readonly SignedDocument[]): void;
  /**
   * Judges a wish as it is heard. The same assignment heard again is judged again by the keys and the time
   * of now, yet is never too old: whoever has ended with it (`assignmentId`) need not ask.
   */
  judge(wish: ReleaseWish, context: StreamContext): Verdict;
}

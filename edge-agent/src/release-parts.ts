import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import { Assignment } from '@lookout/shared/protocol/signed-documents';
import type { BelievedWish, RefusedWish } from './model/install/happening.ts';
import type { Slot } from './model/install/install-state.ts';

export type ReleaseSlot = Extract<Slot, { kind: 'release' }>;

export type Verdict = { readonly believed: BelievedWish } | { readonly refused: RefusedWish };

/** Whom a device believes. */
export interface WishJudge {
  /** The key lists of `desired`, in the order of their versions. */
  learnKeys(keys: readonly SignedDocument[]): void;
  judge(stream: string, wish: ReleaseWish): Verdict;
}

/** Where the bundles of releases come from and lie. */
export interface ReleaseFiles {
  /**
   * Resolves when every file of the bundle is on disk and is the one that was signed.
   * @param began files are really fetched now: others may have had to wait
   * @throws FetchFailed
   */
  fetch(stream: string, slot: ReleaseSlot, began: () => void, signal: AbortSignal): Promise<void>;
  folderOf(bundle: string): string;
  progress(stream: string, slot: ReleaseSlot): { haveBytes: number; totalBytes: number };
}

/** Why the files of a release did not come. */
export class FetchFailed extends Error {
  override readonly name = 'FetchFailed';
  constructor(readonly reason: ReleaseReason) {
    super(reason.text);
  }
}

export interface ReleaseParts {
  readonly trust: WishJudge;
  readonly files: ReleaseFiles;
  /** Deletes every bundle of the store but these. */
  readonly sweep: (pinned: ReadonlySet<string>) => Promise<void>;
}

/** What a wish that is not believed says of itself. */
export function refuse({ assignment, hold }: ReleaseWish, reason: ReleaseReason): Verdict {
  const said = read(assignment);
  return {
    refused: {
      ...{ sequence: said?.sequence ?? 0, release: said?.release ?? null },
      ...{ variant: said?.variant ?? null, hold, reason },
    },
  };
}

function read({ bytes }: SignedDocument): Assignment | null {
  try {
    return Assignment.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

/** A device that was given no root keys. */
export const noReleases: ReleaseParts = {
  trust: {
    learnKeys: () => {},
    judge: (_, wish) =>
      refuse(wish, {
        code: 'unknownKey',
        text: 'this device believes nobody: put the root keys of your releases under trust in its configuration',
      }),
  },
  files: {
    fetch: () =>
      Promise.reject(new FetchFailed({ code: 'unavailable', text: 'no store of bundles' })),
    folderOf: (bundle) => bundle,
    progress: () => ({ haveBytes: 0, totalBytes: 0 }),
  },
  sweep: () => Promise.resolve(),
};

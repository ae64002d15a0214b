import type { VerifyingKey } from '@lookout/shared/bundle/signature';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { KeyList } from '@lookout/shared/protocol/signed-documents';
import { keysOf, readDocument } from './read-document.ts';

export interface Followed {
  readonly keys: KeyList | null;
  /** Why the first list that could not be followed was not. */
  readonly refused: ReleaseReason | null;
}

/**
 * Follows key lists from the one that is believed, each signed by a root key of the one before; the first
 * by one of `roots`: a device that was enrolled after a rotation holds the newer root keys, and passes over the
 * lists before them. Lists of a version that is passed already are left out. A list that has expired is
 * followed all the same, for it may have taken keys away: `checkWish` then believes nothing under it
 * (TUF 1.0.33, 5.3.10).
 */
export function followKeyLists(
  current: KeyList | null,
  roots: readonly VerifyingKey[],
  documents: readonly SignedDocument[],
): Followed {
  let keys = current;
  let refused: ReleaseReason | null = null;
  for (const document of inOrder(documents)) {
    const version = versionOf(document);
    if (keys !== null && version !== null && version <= keys.version) continue;
    const signers = keys === null ? roots : keysOf(keys.rootKeys);
    const read = readDocument(`key list ${version ?? ''}`.trim(), document, signers, KeyList);
    if ('value' in read) {
      keys = read.value;
      refused = null;
    } else {
      refused ??= read.reason;
      if (keys !== null) break;
    }
  }
  return { keys, refused };
}

/** By the version that each claims; what it claims is believed only after its signature. */
const inOrder = (documents: readonly SignedDocument[]): readonly SignedDocument[] =>
  documents.toSorted((a, b) => (versionOf(a) ?? Infinity) - (versionOf(b) ?? Infinity));

function versionOf({ bytes }: SignedDocument): number | null {
  try {
    const claimed = KeyList.shape.version.safeParse(
      JSON.parse(Buffer.from(bytes, 'base64').toString()).version,
    );
    return claimed.success ? claimed.data : null;
  } catch {
    return null;
  }
}

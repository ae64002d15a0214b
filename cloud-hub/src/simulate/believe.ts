import { createHash } from 'node:crypto';
import { checkSignature, readPublicKey } from '@lookout/shared/bundle/signature';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';
import {
  Assignment,
  KeyList,
  ReleaseManifest,
  type ReleaseVariant,
} from '@lookout/shared/protocol/signed-documents';
import type { z } from 'zod';

type PublicKeys = KeyList['releaseKeys'];

export interface Wanted {
  readonly assignment: Assignment;
  /** Null: the bundle of the device's own configuration. */
  readonly variant: ReleaseVariant | null;
  /** All of the release. */
  readonly variants: readonly ReleaseVariant[];
}

export type Belief =
  | { readonly believed: true; readonly wanted: Wanted }
  | {
      readonly believed: false;
      /** As far as it could be read. */
      readonly assignment: Assignment | null;
      readonly reason: ReleaseReason;
    };

export interface Asset {
  readonly device: string;
  readonly stream: string;
}

const signedBy = (document: SignedDocument, keys: PublicKeys) =>
  checkSignature(
    document,
    keys.map(({ publicKey }) => readPublicKey(publicKey)),
  );

/**
 * The newest list that can be followed from the one that is known. A simulated device has no configuration
 * that would name root keys: it believes the first list that it hears, if that is signed by one of its own
 * root keys, and from then on as a real one does.
 */
export function followKeys(
  known: KeyList | null,
  lists: readonly SignedDocument[],
  now: number,
): KeyList | null {
  let newest = known;
  for (const document of lists) {
    const list = read(KeyList, document);
    if (list === null || list.expiresAt <= now || list.version <= (newest?.version ?? 0)) continue;
    if (signedBy(document, (newest ?? list).rootKeys) === 'good') newest = list;
  }
  return newest;
}

/** Whether a device takes the wish: both signatures, its own name, a higher number, and not too late. */
export function believe(
  wish: ReleaseWish,
  asset: Asset,
  lastSequence: number,
  keys: KeyList | null,
  now: number,
): Belief {
  const assignment = read(Assignment, wish.assignment);
  const refuse = (code: ReleaseReason['code'], text: string): Belief => ({
    believed: false,
    assignment,
    reason: { code, text },
  });
  if (keys === null) return refuse('unknownKey', 'no key list was heard that could be believed');
  const signature = signedBy(wish.assignment, keys.assignmentKeys);
  if (signature !== 'good') return refuse(signature, `the assignment: ${signature}`);
  if (assignment === null) return refuse('malformed', 'the assignment cannot be read');
  if (assignment.device !== asset.device || assignment.stream !== asset.stream)
    return refuse('wrongDevice', `it is for ${assignment.device}/${assignment.stream}`);
  if (assignment.sequence <= lastSequence)
    return refuse('older', `number ${assignment.sequence} after number ${lastSequence}`);
  if (assignment.expiresAt <= now) return refuse('expired', 'the assignment has expired');
  if (assignment.release === null)
    return { believed: true, wanted: { assignment, variant: null, variants: [] } };
  return believeRelease(wish, assignment, keys, now, refuse);
}

function believeRelease(
  { release }: ReleaseWish,
  assignment: Assignment,
  keys: KeyList,
  now: number,
  refuse: (code: ReleaseReason['code'], text: string) => Belief,
): Belief {
  if (release === null) return refuse('unsigned', 'the assigned release is missing');
  const signature = signedBy(release, keys.releaseKeys);
  if (signature !== 'good') return refuse(signature, `the release: ${signature}`);
  const bytes = Buffer.from(release.bytes, 'base64');
  if (createHash('sha256').update(bytes).digest('hex') !== assignment.release)
    return refuse('badSignature', 'another release than the assigned one');
  const manifest = read(ReleaseManifest, release);
  if (manifest === null) return refuse('malformed', 'the release cannot be read');
  if (manifest.expiresAt <= now && !assignment.revert)
    return refuse('expired', 'the release has expired');
  const variant = manifest.variants.find(({ name }) => name === assignment.variant);
  if (variant === undefined)
    return refuse('incompatible', `the release has no variant ${assignment.variant}`);
  return { believed: true, wanted: { assignment, variant, variants: manifest.variants } };
}

function read<S extends z.ZodType>(schema: S, { bytes }: SignedDocument): z.infer<S> | null {
  try {
    return schema.parse(JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')));
  } catch {
    return null;
  }
}

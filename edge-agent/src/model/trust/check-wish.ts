import { sha256Hex } from '@lookout/shared/bundle/read-bundle';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { ReleaseWish } from '@lookout/shared/protocol/signed';
import {
  Assignment,
  type KeyList,
  ReleaseManifest,
} from '@lookout/shared/protocol/signed-documents';
import { fitOf } from './fit.ts';
import { keysOf, readDocument, reasonOf } from './read-document.ts';
import type { Taken } from './trust-state.ts';
import type { Believed, StreamContext, Verdict } from './verdict.ts';

export interface WishContext extends StreamContext {
  readonly device: string;
  /** Whether the device's file names a root key. */
  readonly hasRoots: boolean;
  readonly keys: KeyList | null;
  /** What expiry is judged by, see `judgedTime`. */
  readonly timeMs: number;
  readonly taken: Taken | null;
}

/** Whether a wish is signed, meant for this stream, of now, newer than the last one, and fits. */
export function checkWish(wish: ReleaseWish, context: WishContext): Verdict {
  const assignmentId = sha256Hex(Buffer.from(wish.assignment.bytes, 'base64'));
  const refuse = (reason: ReleaseReason, assignment: Assignment | null = null): Verdict => ({
    refused: { reason, assignment, assignmentId },
  });
  const { keys } = context;
  if (!context.hasRoots) return refuse(noRoots);
  if (keys === null) return refuse(noKeys);
  const read = readDocument(
    'the assignment',
    wish.assignment,
    keysOf(keys.assignmentKeys),
    Assignment,
  );
  if ('reason' in read) return refuse(read.reason);
  const assignment = read.value;
  const wrong = foreign(assignment, context) ?? older(assignment, assignmentId, context.taken);
  if (wrong !== null) return refuse(wrong);
  const late =
    expired(`key list ${keys.version}`, keys.expiresAt, context.timeMs) ??
    // What was taken up in time may be ended after it.
    (context.taken?.id === assignmentId
      ? null
      : expired('the assignment', assignment.expiresAt, context.timeMs));
  if (late !== null) return refuse(late, assignment);
  const found = releaseOf(wish, assignment, keys, context);
  if ('reason' in found) return refuse(found.reason, assignment);
  return { believed: { assignment, assignmentId, ...found } };
}

function releaseOf(
  wish: ReleaseWish,
  { release: releaseId, variant: name }: Assignment,
  keys: KeyList,
  context: WishContext,
): Pick<Believed, 'releaseId' | 'release' | 'variant'> | { readonly reason: ReleaseReason } {
  if (releaseId === null) return { releaseId, release: null, variant: null };
  if (wish.release === null)
    return {
      reason: reasonOf('malformed', 'the assignment names a release that does not come with it'),
    };
  const sha256 = sha256Hex(Buffer.from(wish.release.bytes, 'base64'));
  if (sha256 !== releaseId)
    return {
      reason: reasonOf(
        'digest',
        `the release (SHA-256 ${short(sha256)}) is not the one that was assigned (${short(releaseId)})`,
      ),
    };
  const read = readDocument('the release', wish.release, keysOf(keys.releaseKeys), ReleaseManifest);
  if ('reason' in read) return read;
  const release = read.value;
  const late = expired(
    `release ${release.model} ${release.version}`,
    release.expiresAt,
    context.timeMs,
  );
  if (late !== null) return { reason: late };
  const variant = release.variants.find((one) => one.name === name);
  if (variant === undefined || variant.bundle !== variant.files['manifest.json'].sha256)
    return {
      reason: reasonOf('malformed', `the release has no whole variant ${name ?? '(none named)'}`),
    };
  const misfit = fitOf(release.input, variant, context);
  return misfit === null
    ? { releaseId, release, variant }
    : { reason: reasonOf('incompatible', misfit) };
}

function foreign({ device, stream }: Assignment, context: WishContext): ReleaseReason | null {
  if (device === context.device && stream === context.stream) return null;
  return reasonOf(
    'wrongDevice',
    `the assignment is for ${device}/${stream}, this is ${context.device}/${context.stream}`,
  );
}

function older(assignment: Assignment, id: string, taken: Taken | null): ReleaseReason | null {
  if (taken === null || taken.id === id || assignment.sequence > taken.sequence) return null;
  return reasonOf(
    'older',
    `assignment ${assignment.sequence} is not newer than ${taken.sequence}, the last one of this stream`,
  );
}

function expired(what: string, expiresAt: number, timeMs: number): ReleaseReason | null {
  if (timeMs <= expiresAt) return null;
  const iso = (ms: number) => new Date(ms).toISOString();
  return reasonOf('expired', `${what} expired at ${iso(expiresAt)}, it is ${iso(timeMs)}`);
}

const noRoots = reasonOf(
  'unknownKey',
  'this device trusts no key: set trust.rootKeys in its file to the root public key that "lookout keys" made',
);
const noKeys = reasonOf(
  'unknownKey',
  'no key list has come that one of trust.rootKeys has signed: upload it on the hub (PUT /api/keys)',
);
const short = (sha256: string): string => `${sha256.slice(0, 12)}…`;

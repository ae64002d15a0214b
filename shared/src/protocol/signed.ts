import { z } from 'zod';
import { Sha256 } from './names.ts';

const Base64 = z.base64();

/** Bytes of a JSON document, as they were signed, and who signed them (Ed25519). */
export const SignedDocument = z.object({
  bytes: Base64.max(128 * 1024),
  signatures: z
    .array(
      z.object({
        /** SHA-256 of the public key's SPKI DER. */
        keyId: Sha256,
        signature: Base64.max(128),
      }),
    )
    .max(8),
});
export type SignedDocument = z.infer<typeof SignedDocument>;

/** One assignment as it stands in `desired`. */
export const ReleaseWish = z.object({
  /** `Assignment`, signed by the hub. */
  assignment: SignedDocument,
  /** `ReleaseManifest`, signed by a release key; null where the assignment names no release. */
  release: SignedDocument.nullable(),
  /** A halted or paused rollout: fetch nothing, run nothing new; a trial goes back to the good bundle. */
  hold: z.boolean(),
});
export type ReleaseWish = z.infer<typeof ReleaseWish>;

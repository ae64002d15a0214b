import { z } from 'zod';
import { TimeMs } from './names.ts';
import { SignedDocument } from './signed.ts';
import { KeyList, PublicKey } from './signed-documents.ts';

/** A key list in force or before, as it was published. */
export const PublishedKeyList = z.object({
  /** `KeyList`. */
  document: SignedDocument,
  list: KeyList,
  publishedAt: TimeMs,
  publishedBy: z.string(),
});
export type PublishedKeyList = z.infer<typeof PublishedKeyList>;

/** GET /api/keys. PUT takes a `SignedDocument` of a newer list. */
export const KeyState = z.object({
  /** In the order of their versions; the last one is in force. */
  lists: z.array(PublishedKeyList),
  /** What the hubs can sign assignments with, the newest first. */
  assignmentKeys: z.array(PublicKey.extend({ listed: z.boolean() })),
  /** What keeps devices from taking anything this hub assigns, in words; null: nothing. */
  missing: z.string().nullable(),
});
export type KeyState = z.infer<typeof KeyState>;

import { checkSignature, readPublicKey, type VerifyingKey } from '@lookout/shared/bundle/signature';
import type { ReleaseReason } from '@lookout/shared/protocol/release-phase';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { PublicKey } from '@lookout/shared/protocol/signed-documents';
import type { z } from 'zod';

export type Read<T> = { readonly value: T } | { readonly reason: ReleaseReason };

/** Cut to what a report may carry. */
export const reasonOf = (code: ReleaseReason['code'], text: string): ReleaseReason => ({
  code,
  text: text.slice(0, 512),
});

/** Keys of a list; one that is no Ed25519 key, or not the one that its id says, is left out. */
export const keysOf = (keys: readonly PublicKey[]): readonly VerifyingKey[] =>
  keys.flatMap(({ id, publicKey }) => {
    try {
      const key = readPublicKey(publicKey);
      return key.id === id ? [key] : [];
    } catch {
      return [];
    }
  });

/**
 * Looks at the signature before anything is parsed.
 * @param what it is, in words, for the reason
 */
export function readDocument<S extends z.ZodType>(
  what: string,
  document: SignedDocument,
  keys: readonly VerifyingKey[],
  schema: S,
): Read<z.infer<S>> {
  const signature = checkSignature(document, keys);
  if (signature !== 'good') return { reason: reasonOf(signature, words[signature](what)) };
  const result = schema.safeParse(parseJson(document.bytes));
  if (result.success) return { value: result.data };
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') || 'it';
  return { reason: reasonOf('malformed', `${what}: ${where}: ${issue?.message}`) };
}

const words = {
  unsigned: (what: string) => `${what} is not signed; sign it with "lookout keys sign"`,
  unknownKey: (what: string) =>
    `${what} is signed by a key that this device does not know, or no longer: it is not in the key list`,
  badSignature: (what: string) => `${what} is not what was signed: its signature does not fit`,
};

function parseJson(base64: string): unknown {
  try {
    return JSON.parse(
      new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64')),
    );
  } catch {
    return undefined;
  }
}

import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { SignedDocument } from '../protocol/signed.ts';

/** Who may sign: an Ed25519 key and its id. */
export interface VerifyingKey {
  /** SHA-256 of the SPKI DER. */
  readonly id: string;
  readonly key: KeyObject;
}

export type Signature = 'good' | 'unsigned' | 'unknownKey' | 'badSignature';

/** @throws TypeError when the key is not Ed25519 */
export function verifyingKey(key: KeyObject): VerifyingKey {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  if (publicKey.asymmetricKeyType !== 'ed25519')
    throw new TypeError(`an Ed25519 key is needed, this one is ${publicKey.asymmetricKeyType}`);
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return { id: createHash('sha256').update(der).digest('hex'), key: publicKey };
}

/** Base64 of the SPKI DER, as key lists hold it. @throws Error from the decoder, TypeError */
export const readPublicKey = (base64: string): VerifyingKey =>
  verifyingKey(
    createPublicKey({ key: Buffer.from(base64, 'base64'), type: 'spki', format: 'der' }),
  );

/** A document's bytes are signed as they are and never serialised anew. Ed25519, RFC 8032. */
export function signBytes(bytes: Uint8Array, privateKeys: readonly KeyObject[]): SignedDocument {
  return SignedDocument.parse({
    bytes: Buffer.from(bytes).toString('base64'),
    signatures: privateKeys.map((key) => ({
      keyId: verifyingKey(key).id,
      signature: sign(null, bytes, key).toString('base64'),
    })),
  });
}

/** `good` when any one of the keys has signed these bytes; else what is nearest to it. */
export function checkSignature(
  { bytes, signatures }: SignedDocument,
  keys: readonly VerifyingKey[],
): Signature {
  if (signatures.length === 0) return 'unsigned';
  const known = signatures.flatMap(({ keyId, signature }) => {
    const found = keys.find(({ id }) => id === keyId);
    return found === undefined ? [] : [{ key: found.key, signature }];
  });
  if (known.length === 0) return 'unknownKey';
  const content = Buffer.from(bytes, 'base64');
  return known.some(({ key, signature }) =>
    verify(null, content, key, Buffer.from(signature, 'base64')),
  )
    ? 'good'
    : 'badSignature';
}

import type { KeyObject } from 'node:crypto';
import { verifyingKey } from '@lookout/shared/bundle/signature';
import type { PublicKey } from '@lookout/shared/protocol/signed-documents';

/** As key lists hold it. @param key private or public. @throws TypeError when it is not Ed25519 */
export function publicKeyOf(key: KeyObject, name: string): PublicKey {
  const { id, key: own } = verifyingKey(key);
  return { id, name, publicKey: own.export({ type: 'spki', format: 'der' }).toString('base64') };
}

import { checkSignature, readPublicKey, type VerifyingKey } from '@lookout/shared/bundle/signature';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { KeyList, type PublicKey } from '@lookout/shared/protocol/signed-documents';

export type KeyListFault =
  | 'malformed'
  | 'expired'
  /** Its version is not above that of the list before. */
  | 'older'
  | 'unsigned'
  | 'unknownKey'
  | 'badSignature';

/** A key list that no device would follow. The message is meant for people, as is the remedy. */
export class KeyListError extends Error {
  override readonly name = 'KeyListError';
  constructor(
    readonly code: KeyListFault,
    message: string,
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** The list in a document, whoever signed it. @throws KeyListError malformed */
export function readKeyList({ bytes }: Pick<SignedDocument, 'bytes'>): KeyList {
  const remedy = '`lookout keys list-new` writes one.';
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(bytes, 'base64').toString('utf8'));
  } catch {
    throw new KeyListError('malformed', 'The document holds no JSON.', remedy);
  }
  const list = KeyList.safeParse(json);
  if (!list.success) {
    const issue = list.error.issues[0];
    const where = issue?.path.join('.') ?? '';
    throw new KeyListError(
      'malformed',
      `This is no key list: ${where}: ${issue?.message}.`,
      remedy,
    );
  }
  const { rootKeys, releaseKeys, assignmentKeys } = list.data;
  for (const key of [...rootKeys, ...releaseKeys, ...assignmentKeys]) verifyingKeyOf(key);
  return list.data;
}

/**
 * What devices ask of the next list, and one thing more: it is signed by a root key of the list before, and by
 * one of its own, so that whoever begins with the new root keys believes it too (TUF, "root").
 * @param before null: this is the first one
 * @throws KeyListError
 */
export function followKeyList(
  document: SignedDocument,
  before: KeyList | null,
  now: number,
): KeyList {
  const list = readKeyList(document);
  if (before !== null && list.version <= before.version)
    throw new KeyListError(
      'older',
      `Its version is ${list.version}, that of the list in force ${before.version}.`,
      'Compose it anew after the list in force: `lookout keys show --out FILE` fetches it.',
    );
  if (list.expiresAt <= now)
    throw new KeyListError(
      'expired',
      `It expired on ${new Date(list.expiresAt).toISOString().slice(0, 10)}.`,
      'Compose one that holds for longer: --days.',
    );
  if (before !== null)
    requireSigned(document, before, `the list before (version ${before.version})`);
  requireSigned(document, list, 'its own');
  return list;
}

function requireSigned(document: SignedDocument, { rootKeys }: KeyList, whose: string): void {
  const outcome = checkSignature(document, rootKeys.map(verifyingKeyOf));
  if (outcome === 'good') return;
  const names = rootKeys.map(({ name, id }) => `${name} (${id.slice(0, 12)}…)`).join(', ');
  const words = {
    unsigned: 'It bears no signature',
    unknownKey: `No root key of ${whose} has signed it`,
    badSignature: `A root key of ${whose} has signed something else`,
  }[outcome];
  throw new KeyListError(outcome, `${words}.`, `Sign it with the private key of ${names}.`);
}

/** @throws KeyListError malformed, where the id is another key's */
function verifyingKeyOf({ id, name, publicKey }: PublicKey): VerifyingKey {
  let key: VerifyingKey;
  try {
    key = readPublicKey(publicKey);
  } catch {
    throw new KeyListError(
      'malformed',
      `The key "${name}" is no Ed25519 public key.`,
      '`lookout keys new` makes one.',
    );
  }
  if (key.id === id) return key;
  throw new KeyListError(
    'malformed',
    `The key "${name}" has the id ${key.id.slice(0, 12)}…, the list says ${id.slice(0, 12)}….`,
    'Let `lookout keys list-new` write the list.',
  );
}

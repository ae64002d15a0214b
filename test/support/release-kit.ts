import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signBytes } from '@lookout/shared/bundle/signature';
import { KeyState } from '@lookout/shared/protocol/keys';
import { RegisteredBundle, ReleaseSummary } from '@lookout/shared/protocol/registry';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { KeyList } from '@lookout/shared/protocol/signed-documents';
import { publicKeyOf } from '../../cloud-hub/dist/model/keys/public-key.js';
import type { Session } from './session.ts';

export interface SigningKeys {
  readonly root: KeyObject;
  readonly release: KeyObject;
}

const farAway = 4_000_000_000_000;

/** A root and a release key, and the hub's own among those whom devices believe. */
export async function publishKeys(session: Session): Promise<SigningKeys> {
  const keys = { root: newKey(), release: newKey() };
  const { assignmentKeys } = await session.get('/api/keys', KeyState);
  const list: KeyList = {
    ...{ format: 1, kind: 'keys', version: 1, createdAt: 1, expiresAt: farAway },
    rootKeys: [publicKeyOf(keys.root, 'root')],
    releaseKeys: [publicKeyOf(keys.release, 'release')],
    assignmentKeys: assignmentKeys.map(({ id, name, publicKey }) => ({ id, name, publicKey })),
  };
  await session.put('/api/keys', signBytes(Buffer.from(JSON.stringify(list)), [keys.root]));
  return keys;
}

/** Uploads the bundle, makes a release of it and signs it as somebody at another machine would. */
export async function signedRelease(
  session: Session,
  { release: key }: SigningKeys,
  {
    zip,
    version,
    model = 'pump',
    variant = 'cpu-fp32',
    others = [],
  }: {
    zip: Uint8Array;
    version: string;
    model?: string;
    variant?: string;
    /** Of the same release. */
    others?: readonly { readonly name: string; readonly zip: Uint8Array }[];
  },
): Promise<{ id: string; document: SignedDocument }> {
  const variants: { name: string; bundle: string }[] = [];
  for (const one of [{ name: variant, zip }, ...others]) {
    const { id: bundle } = RegisteredBundle.parse(await session.upload('/api/bundles', one.zip));
    variants.push({ name: one.name, bundle });
  }
  const draft = { model, version, variants };
  const { id } = ReleaseSummary.parse(await session.post('/api/releases', draft));
  const manifest = await session.text(`/api/releases/${id}/manifest`);
  const document = signBytes(Buffer.from(manifest), [key]);
  await session.put(`/api/releases/${id}/signature`, { signatures: document.signatures });
  return { id, document };
}

/** As a device has it in its configuration. */
export const rootKeyOf = ({ root }: SigningKeys): string => publicKeyOf(root, 'root').publicKey;

const newKey = (): KeyObject => generateKeyPairSync('ed25519').privateKey;

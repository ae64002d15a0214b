import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { signBytes } from '@lookout/shared/bundle/signature';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { KeyList, PublicKey } from '@lookout/shared/protocol/signed-documents';
import { publicKeyOf } from './public-key.ts';

export interface TestKey {
  readonly key: KeyObject;
  readonly public: PublicKey;
}

export function newKey(name: string): TestKey {
  const key = generateKeyPairSync('ed25519').privateKey;
  return { key, public: publicKeyOf(key, name) };
}

export interface ListOptions extends Partial<Pick<KeyList, 'version' | 'createdAt' | 'expiresAt'>> {
  readonly roots: readonly TestKey[];
  readonly releases?: readonly TestKey[];
  readonly assignments?: readonly PublicKey[];
  /** Default: all roots. */
  readonly by?: readonly TestKey[];
}

/** A key list of the time 0 that holds for ever, where nothing else is said. */
export function signedList(options: ListOptions): SignedDocument {
  const { roots, releases = [], assignments = [], by = roots } = options;
  const list: KeyList = {
    format: 1,
    kind: 'keys',
    version: options.version ?? 1,
    createdAt: options.createdAt ?? 0,
    expiresAt: options.expiresAt ?? 8_000_000_000_000_000,
    rootKeys: roots.map((key) => key.public),
    releaseKeys: releases.map((key) => key.public),
    assignmentKeys: [...assignments],
  };
  return signBytes(
    Buffer.from(JSON.stringify(list)),
    by.map(({ key }) => key),
  );
}

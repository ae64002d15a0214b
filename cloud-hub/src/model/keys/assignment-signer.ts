import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { signBytes, verifyingKey } from '@lookout/shared/bundle/signature';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import {
  Assignment,
  type KeyList,
  type PublicKey,
} from '@lookout/shared/protocol/signed-documents';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { ConfigError, HUB_CONFIG, type HubConfig } from '../../config/config.ts';
import { KeyRepository } from './key.repository.ts';
import { publicKeyOf } from './public-key.ts';
import { readKeyList } from './read-key-list.ts';

/** Signs for all hubs of one database: their key is made when it is first needed, or read from a file. */
@Injectable()
export class AssignmentSigner {
  constructor(
    private readonly keys: KeyRepository,
    @Inject(HUB_CONFIG) private readonly config: Pick<HubConfig, 'assignmentKeyFile'>,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** Bytes and signature of an assignment, as they stand in `desired`. @throws ConfigError */
  async sign(assignment: Assignment): Promise<SignedDocument> {
    return (await this.signing())(assignment);
  }

  /** The same for many at once, with the key that is in force now. @throws ConfigError */
  async signing(): Promise<(assignment: Assignment) => SignedDocument> {
    const list = (await this.keys.lists()).at(-1);
    const key = chooseKey(
      await this.privateKeys(),
      list === undefined ? null : readKeyList(list.document),
    );
    return (assignment) =>
      signBytes(new TextEncoder().encode(JSON.stringify(Assignment.parse(assignment))), [key]);
  }

  /** What key lists are to name, the newest first. @throws ConfigError */
  async publicKeys(): Promise<PublicKey[]> {
    return (await this.privateKeys()).map((key) => publicKeyOf(key, 'hub'));
  }

  /** For a rotation: it signs as soon as the key list in force names it. @throws ConfigError */
  async addKey(): Promise<PublicKey> {
    if (this.config.assignmentKeyFile !== null)
      throw new ConfigError(
        'LOOKOUT_ASSIGNMENT_KEY_FILE',
        'the key comes from this file; `lookout keys new --kind assignment` makes another one',
      );
    const key = generateKeyPairSync('ed25519').privateKey;
    await this.keys.addAssignmentKey(storedKeyOf(key), this.now());
    return publicKeyOf(key, 'hub');
  }

  private async privateKeys(): Promise<[KeyObject, ...KeyObject[]]> {
    const { assignmentKeyFile } = this.config;
    if (assignmentKeyFile !== null) return [await keyOfFile(assignmentKeyFile)];
    const made = await this.stored();
    if (made !== null) return made;
    const key = generateKeyPairSync('ed25519').privateKey;
    await this.keys.addFirstAssignmentKey(storedKeyOf(key), this.now());
    return (await this.stored()) ?? [key];
  }

  private async stored(): Promise<[KeyObject, ...KeyObject[]] | null> {
    const [first, ...others] = (await this.keys.assignmentKeys()).map(({ privateKey }) =>
      createPrivateKey(privateKey),
    );
    return first === undefined ? null : [first, ...others];
  }
}

/** The newest that devices know; the newest of all where they know none. */
function chooseKey(keys: readonly [KeyObject, ...KeyObject[]], list: KeyList | null): KeyObject {
  const known = keys.find((key) =>
    list?.assignmentKeys.some(({ id }) => id === verifyingKey(key).id),
  );
  return known ?? keys[0];
}

const storedKeyOf = (key: KeyObject) => ({
  id: verifyingKey(key).id,
  privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

async function keyOfFile(path: string): Promise<KeyObject> {
  try {
    const key = createPrivateKey(await readFile(path));
    verifyingKey(key);
    return key;
  } catch {
    throw new ConfigError(
      'LOOKOUT_ASSIGNMENT_KEY_FILE',
      'expected a file that the hub may read, with an Ed25519 private key in PEM form',
    );
  }
}

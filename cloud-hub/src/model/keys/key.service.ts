import type { KeyState } from '@lookout/shared/protocol/keys';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import type { KeyList } from '@lookout/shared/protocol/signed-documents';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../../config/clock.ts';
import { Problem } from '../../http/problem.ts';
import { AssignmentSigner } from './assignment-signer.ts';
import { KeyRepository } from './key.repository.ts';
import { followKeyList, KeyListError, readKeyList } from './read-key-list.ts';
import { shortestChain } from './shortest-chain.ts';

/** The key lists that devices are given, and whether this hub can assign anything by them. */
@Injectable()
export class KeyService {
  constructor(
    private readonly keys: KeyRepository,
    private readonly signer: AssignmentSigner,
    @Inject(CLOCK) private readonly now: Clock,
  ) {}

  /** For `desired.keys`: in the order of their versions, no more than are needed to follow. */
  async keyLists(): Promise<SignedDocument[]> {
    return shortestChain(await this.documents());
  }

  /** The list in force; null: none was published yet. */
  async current(): Promise<KeyList | null> {
    const last = (await this.documents()).at(-1);
    return last === undefined ? null : readKeyList(last);
  }

  async state(): Promise<KeyState> {
    const lists = (await this.keys.lists()).map((published) => ({
      ...published,
      list: readKeyList(published.document),
    }));
    const current = lists.at(-1)?.list ?? null;
    const assignmentKeys = (await this.signer.publicKeys()).map((key) => ({
      ...key,
      listed: current?.assignmentKeys.some(({ id }) => id === key.id) ?? false,
    }));
    const missing = missingOf(
      current,
      assignmentKeys.some(({ listed }) => listed),
      this.now(),
    );
    return { lists, assignmentKeys, missing };
  }

  /** Before anything is assigned: whether devices would believe it. @throws Problem 409 notTrusted */
  async requireTrusted(): Promise<void> {
    const { missing } = await this.state();
    if (missing !== null)
      throw Problem.conflict(
        'notTrusted',
        missing,
        '`lookout keys init` makes the first list, `lookout keys list-new` the next.',
      );
  }

  /** @throws Problem 400 with the code of KeyListError, 409 older */
  async publish(document: SignedDocument, by: string): Promise<KeyState> {
    const list = await this.following(document);
    if (!(await this.keys.addList(list.version, document, this.now(), by)))
      throw Problem.conflict(
        'older',
        `Another list of version ${list.version} was published meanwhile.`,
        'Compose yours after that one.',
      );
    return this.state();
  }

  private async following(document: SignedDocument): Promise<KeyList> {
    try {
      return followKeyList(document, await this.current(), this.now());
    } catch (error) {
      if (!(error instanceof KeyListError)) throw error;
      throw new Problem(
        error.code === 'older' ? 409 : 400,
        error.code,
        error.message,
        error.remedy,
      );
    }
  }

  private async documents(): Promise<SignedDocument[]> {
    return (await this.keys.lists()).map(({ document }) => document);
  }
}

function missingOf(list: KeyList | null, signs: boolean, now: number): string | null {
  if (list === null) return 'There is no key list yet: devices believe nobody.';
  if (list.expiresAt <= now)
    return `The key list expired on ${new Date(list.expiresAt).toISOString().slice(0, 10)}: devices take nothing new.`;
  if (!signs) return 'The key list does not name the key that this hub signs assignments with.';
  if (list.releaseKeys.length === 0)
    return 'The key list names no release key: nobody can sign a release.';
  return null;
}

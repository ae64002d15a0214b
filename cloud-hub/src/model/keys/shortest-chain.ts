import { checkSignature, readPublicKey } from '@lookout/shared/bundle/signature';
import type { SignedDocument } from '@lookout/shared/protocol/signed';
import { readKeyList } from './read-key-list.ts';

/**
 * What a device needs to come from any list to the newest: the first list, which the root keys of its
 * configuration have signed, the newest, and those in between without which the next would not be believed.
 * @param documents in the order of their versions, each followed the one before when it was published
 */
export function shortestChain(documents: readonly SignedDocument[]): SignedDocument[] {
  const chain: SignedDocument[] = [];
  for (const [i, document] of documents.entries()) {
    const [last, next] = [chain.at(-1), documents[i + 1]];
    const needed = last === undefined || next === undefined || !hasSigned(last, next);
    if (needed) chain.push(document);
  }
  return chain;
}

/** Whether a root key of `list` has signed `next`. */
function hasSigned(list: SignedDocument, next: SignedDocument): boolean {
  const keys = readKeyList(list).rootKeys.map(({ publicKey }) => readPublicKey(publicKey));
  return checkSignature(next, keys) === 'good';
}

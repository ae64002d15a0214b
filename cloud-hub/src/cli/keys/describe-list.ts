import type { KeyList, PublicKey } from '@lookout/shared/protocol/signed-documents';

/** A key list for people. */
export function describeList(list: KeyList): string {
  const of = (role: string, keys: readonly PublicKey[]) =>
    keys.map(
      ({ id, name, publicKey }) => `  ${role.padEnd(11)}${id.slice(0, 12)}  ${publicKey}  ${name}`,
    );
  return [
    `Key list, version ${list.version}, of ${day(list.createdAt)}, until ${day(list.expiresAt)}`,
    ...of('root', list.rootKeys),
    ...of('release', list.releaseKeys),
    ...of('assignment', list.assignmentKeys),
  ].join('\n');
}

/** What a device's configuration takes. */
export const trustSection = (keys: readonly PublicKey[]): string =>
  ['trust:', '  rootKeys:', ...keys.map(({ publicKey }) => `    - ${publicKey}`)].join('\n');

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

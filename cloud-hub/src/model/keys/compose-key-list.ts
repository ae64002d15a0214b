import type { KeyList, PublicKey } from '@lookout/shared/protocol/signed-documents';

type Role = 'rootKeys' | 'releaseKeys' | 'assignmentKeys';
const roles: readonly Role[] = ['rootKeys', 'releaseKeys', 'assignmentKeys'];

export interface KeyListChange extends Readonly<Partial<Record<Role, readonly PublicKey[]>>> {
  /** Ids of keys that are believed no longer. */
  readonly drop?: readonly string[];
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The list that follows `before` (null: the first one): its keys, less those dropped, and those added. */
export function composeKeyList(before: KeyList | null, change: KeyListChange): KeyList {
  const { drop = [], createdAt, expiresAt } = change;
  const keysOf = (role: Role): PublicKey[] => {
    const added = change[role] ?? [];
    const kept = (before?.[role] ?? []).filter(
      ({ id }) => !drop.includes(id) && !added.some((key) => key.id === id),
    );
    return [...kept, ...added];
  };
  const [rootKeys = [], releaseKeys = [], assignmentKeys = []] = roles.map(keysOf);
  return {
    ...{ format: 1, kind: 'keys', version: (before?.version ?? 0) + 1, createdAt, expiresAt },
    ...{ rootKeys, releaseKeys, assignmentKeys },
  };
}

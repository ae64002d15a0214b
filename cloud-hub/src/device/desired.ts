import { isDeepStrictEqual } from 'node:util';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';

export type Policies = Readonly<Record<string, DetectionPolicy>>;

/** What other rooms and people want of one device; by stream. */
export interface DesiredParts {
  readonly policies: Policies;
  readonly releases: Readonly<Record<string, ReleaseWish>>;
  /** In the order of their versions. */
  readonly keys: readonly SignedDocument[];
}

/** The whole document a device is to follow; what it does not name keeps the bundle's own values. */
export function composeDesired(
  generation: number,
  { policies, releases, keys }: DesiredParts,
): Desired {
  const names = new Set([...Object.keys(policies), ...Object.keys(releases)]);
  const streams = [...names].map((name) => {
    const release = releases[name];
    const policy = policies[name] ?? null;
    return [name, release === undefined ? { policy } : { policy, release }] as const;
  });
  return {
    generation,
    ...(keys.length > 0 && { keys: [...keys] }),
    streams: Object.fromEntries(streams),
  };
}

/** Null while the device would have to do nothing new; else the document of the next generation. */
export function nextDesired(current: Desired | null, parts: DesiredParts): Desired | null {
  const next = composeDesired((current?.generation ?? 0) + 1, parts);
  const isSame =
    isDeepStrictEqual(current?.streams, next.streams) &&
    isDeepStrictEqual(current?.keys, next.keys);
  return isSame ? null : next;
}

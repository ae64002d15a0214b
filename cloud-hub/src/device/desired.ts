import { isDeepStrictEqual } from 'node:util';
import type { PlacementWish } from '@lookout/shared/protocol/placement';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';
import type { ReleaseWish, SignedDocument } from '@lookout/shared/protocol/signed';

export type Policies = Readonly<Record<string, DetectionPolicy>>;

/** What other rooms and people want of one device; by stream. */
export interface DesiredParts {
  readonly policies: Policies;
  readonly releases: Readonly<Record<string, ReleaseWish>>;
  readonly placements: Readonly<Record<string, PlacementWish>>;
  /** In the order of their versions. */
  readonly keys: readonly SignedDocument[];
}

/** The whole document a device is to follow; what it does not name keeps the bundle's own values. */
export function composeDesired(
  generation: number,
  { policies, releases, placements, keys }: DesiredParts,
): Desired {
  const names = new Set([policies, releases, placements].flatMap((part) => Object.keys(part)));
  const streams = [...names].map((name) => {
    const release = releases[name];
    const placement = placements[name];
    const stream = {
      policy: policies[name] ?? null,
      ...(release !== undefined && { release }),
      ...(placement !== undefined && { placement }),
    };
    return [name, stream] as const;
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

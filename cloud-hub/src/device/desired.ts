import { isDeepStrictEqual } from 'node:util';
import type { Desired, DetectionPolicy } from '@lookout/shared/protocol/presence';

export type Policies = Readonly<Record<string, DetectionPolicy>>;

/** The whole document a device is to follow; what it does not name keeps the bundle's own values. */
export function composeDesired(generation: number, policies: Policies): Desired {
  const streams = Object.entries(policies).map(([stream, policy]) => [stream, { policy }] as const);
  return { generation, streams: Object.fromEntries(streams) };
}

/** Null while the device would have to do nothing new; else the document of the next generation. */
export function nextDesired(current: Desired | null, policies: Policies): Desired | null {
  const next = composeDesired((current?.generation ?? 0) + 1, policies);
  return isDeepStrictEqual(current?.streams, next.streams) ? null : next;
}

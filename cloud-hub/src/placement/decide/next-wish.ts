import { isDeepStrictEqual } from 'node:util';
import { isSame } from '@lookout/shared/placement/candidates';
import type {
  PlacementChoice,
  PlacementCode,
  PlacementPolicy,
  PlacementWish,
} from '@lookout/shared/protocol/placement';

/** These lie in the release, the device or the operator's word; the others come and go with the load. */
const lasting: ReadonlySet<PlacementCode> = new Set(['onlyOne', 'pinned']);

export interface Wanted {
  readonly release: string | null;
  readonly choice: PlacementChoice;
  readonly policy: PlacementPolicy;
}

/** The same place for the same reason: figures in its sentence, and codes that follow the load, may differ. */
function isSameChoice(before: PlacementChoice | null, after: PlacementChoice): boolean {
  if (before === null || !isSame(before, after)) return false;
  if (before.code === after.code) return true;
  // A moment without a sample gives no new reason; the first sample does.
  if (after.code === 'unprofiled') return true;
  return before.code !== 'unprofiled' && !lasting.has(before.code) && !lasting.has(after.code);
}

/**
 * Null while the device would have to do nothing new. The number rises with everything that it should read
 * again, and above the one that it has seen: it may know more than a restored database.
 * @param seen the number that it reports to follow
 */
export function nextWish(
  before: PlacementWish | null,
  { release, choice, policy }: Wanted,
  seen: number,
): PlacementWish | null {
  const isSameRelease = before !== null && before.release === release;
  const kept =
    isSameRelease && before.choice !== null && isSameChoice(before.choice, choice)
      ? before.choice
      : choice;
  const isSame =
    isSameRelease && kept === before.choice && isDeepStrictEqual(before.policy, policy);
  if (isSame && seen <= before.number) return null;
  return { number: Math.max(before?.number ?? 0, seen) + 1, release, choice: kept, policy };
}

import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { Lost, PlacementState } from './placement-state.ts';

const firstMs = 30_000;
const mostMs = 3_600_000;

/**
 * A provider has failed: nothing is run there before `dueMs`, which is the further off the more often it
 * failed. Half of the wait is random, so that a fleet with the same fault does not try together.
 * @param now ms UTC, for people
 * @param random of [0, 1)
 */
export function lose(
  { lost, passedMs }: Pick<PlacementState, 'lost' | 'passedMs'>,
  provider: string,
  now: number,
  random: number,
): readonly Lost[] {
  const before = lost.find((one) => one.provider === provider);
  const attempts = (before?.attempts ?? 0) + 1;
  const waitMs = Math.min(mostMs, firstMs * 2 ** Math.min(attempts - 1, 20));
  const inMs = Math.round(waitMs * (0.5 + random / 2));
  return [
    ...others(lost, provider),
    { provider, attempts, dueMs: passedMs + inMs, retryAt: now + inMs },
  ];
}

export const others = (lost: readonly Lost[], provider: string): readonly Lost[] =>
  lost.filter((one) => one.provider !== provider);

export const isLost = ({ lost }: Pick<PlacementState, 'lost'>, provider: string): boolean =>
  lost.some((one) => one.provider === provider);

/** What is known of pairs whose provider failed. */
export const asLost = (
  profiles: readonly VariantProfile[],
  provider: string,
  why: string,
): VariantProfile[] =>
  profiles.map((one) =>
    one.provider === provider && one.usable === 'yes'
      ? { ...one, usable: 'absent' as const, detail: why.slice(0, 256) }
      : one,
  );

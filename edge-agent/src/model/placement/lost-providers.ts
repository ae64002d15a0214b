import type { VariantProfile } from '@lookout/shared/protocol/placement';
import type { Lost, PlacementState } from './placement-state.ts';

const firstMs = 30_000;
const mostMs = 3_600_000;

/**
 * A provider has failed: nothing is run there before `retryAt`, which is the further off the more often it
 * failed. Half of the wait is random, so that a fleet with the same fault does not try together.
 * @param random of [0, 1)
 */
export function lose(
  lost: readonly Lost[],
  provider: string,
  now: number,
  random: number,
): readonly Lost[] {
  const before = lost.find((one) => one.provider === provider);
  const attempts = (before?.attempts ?? 0) + 1;
  const waitMs = Math.min(mostMs, firstMs * 2 ** Math.min(attempts - 1, 20));
  const retryAt = Math.round(now + waitMs * (0.5 + random / 2));
  return [...others(lost, provider), { provider, attempts, retryAt }];
}

export const others = (lost: readonly Lost[], provider: string): readonly Lost[] =>
  lost.filter((one) => one.provider !== provider);

export const isLost = ({ lost }: Pick<PlacementState, 'lost'>, provider: string): boolean =>
  lost.some((one) => one.provider === provider);

/** Is it to be tried again now? A clock that was set back does not put it off for ever. */
export const isDue = ({ retryAt }: Lost, now: number): boolean =>
  now >= retryAt || retryAt - now > 2 * mostMs;

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

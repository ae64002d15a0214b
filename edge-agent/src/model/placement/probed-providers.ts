import { notMetered, type VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import { asLost, isLost, lose } from './lost-providers.ts';
import {
  clip,
  keep,
  type Pair,
  type PlacementState,
  type Probed,
  pairsOf,
  profileOf,
  variantOf,
} from './placement-state.ts';

// What becomes of a placement with what was found of the machine's execution providers.

export function onProbed(
  state: PlacementState,
  providers: readonly Probed[],
  now: number,
  random: number,
): PlacementState {
  const before = (name: string) => state.providers?.find((one) => one.provider === name);
  const hasCome = (name: string) =>
    before(name)?.why !== null && providers.some((p) => p.provider === name && p.why === null);
  // What was not there when it was looked for is there now: it is measured again.
  const profiles = state.kept.profiles.filter(
    ({ usable, provider }) =>
      (usable !== 'absent' && usable !== 'fellBack') ||
      !hasCome(provider) ||
      isLost(state, provider),
  );
  const gone = providers.filter(
    ({ provider, why }) =>
      why !== null && profiles.some((one) => one.provider === provider && one.usable === 'yes'),
  );
  let left = keep({ ...state, providers }, { profiles });
  for (const { provider, why } of gone)
    left = keep(
      { ...left, lost: lose(left, provider, now, random) },
      { profiles: asLost(left.kept.profiles, provider, why ?? '') },
    );
  return left;
}

/** Of providers that are in the runtime and not in the machine, no variant need be fetched to know. */
export function withAbsent(state: PlacementState, now: number): PlacementState {
  const { kept, providers } = state;
  const unknown = pairsOf(state).filter((pair) => profileOf(kept, pair) === undefined);
  const absent = unknown.flatMap((pair) => {
    const probed = providers?.find(({ provider }) => provider === pair.provider);
    const variant = variantOf(kept, pair.variant);
    if (probed == null || probed.why === null || variant === undefined) return [];
    const usable = probed.fellBack === true ? 'fellBack' : 'absent';
    return [unmeasured(variant, pair.provider, usable, probed.why, now)];
  });
  return absent.length === 0 ? state : keep(state, { profiles: [...kept.profiles, ...absent] });
}

/** What is more than a name in this machine, or was: a lost one may be back since it was looked for. */
export const mayBeThere = (state: PlacementState, { provider }: Pair): boolean =>
  isLost(state, provider) ||
  (state.providers?.some((one) => one.provider === provider && one.why === null) ?? false);

/** It was seen to run. */
export const asThere = (providers: PlacementState['providers'], name: string) =>
  providers?.map((one) => (one.provider === name ? { ...one, why: null } : one)) ?? null;

const unmeasured = (
  { name, bundle, evaluation }: ReleaseVariant,
  provider: string,
  usable: 'absent' | 'fellBack',
  why: string,
  now: number,
): VariantProfile => ({
  ...{ variant: name, bundle, provider, measuredAt: now, idle: true },
  ...notMetered,
  ...{ p50Us: null, p95Us: null, firstRunUs: null, peakMemoryBytes: null },
  ...{ usable, detail: clip(why), auroc: evaluation?.auroc ?? null },
});

import type { PlacementPolicy, VariantProfile } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';

export type Pin = NonNullable<PlacementPolicy['pin']>;

/** What a stream could run, as far as it is known. */
export interface Runnable {
  /** Of the committed release; null: not known, or the device's own bundle. */
  readonly variants: readonly Pick<ReleaseVariant, 'name' | 'providers'>[] | null;
  /** Of the device's runtime. */
  readonly providers: readonly string[];
  /** As measured there; empty: nothing was measured yet. */
  readonly profiles: readonly VariantProfile[];
}

/**
 * Why a pin does nothing on a stream, to be read after its name; null where nothing known speaks against it.
 * What stands first is what has to be put right first.
 */
export function pinObstacle(pin: Pin, stream: Runnable): string | null {
  const { variants, providers, profiles } = stream;
  const made = variants?.find(({ name }) => name === pin.variant);
  if (variants !== null && made === undefined)
    return `has a release without the variant ${pin.variant}`;
  if (made !== undefined && pin.provider !== null && !made.providers.includes(pin.provider))
    return `has a release whose ${pin.variant} is not made for ${pin.provider}`;
  if (pin.provider !== null && !providers.includes(pin.provider))
    return `has no provider ${pin.provider}`;
  if (made !== undefined && !made.providers.some((one) => providers.includes(one)))
    return `has no provider that ${pin.variant} is made for (${made.providers.join(', ')})`;
  return measuredObstacle(pin, stream.variants === null, profiles);
}

/** @param isAll nothing but what was measured is there */
function measuredObstacle(
  { variant, provider }: Pin,
  isAll: boolean,
  profiles: readonly VariantProfile[],
): string | null {
  if (profiles.length === 0) return null;
  const fitting = profiles.filter(
    (one) => one.variant === variant && (provider === null || one.provider === provider),
  );
  const [first] = fitting;
  if (first === undefined)
    return isAll
      ? `runs the bundle of its own configuration, in which ${nameOf(variant, provider)} is not`
      : null;
  const { usable } = first;
  return fitting.some((one) => one.usable === 'yes') || usable === 'yes'
    ? null
    : `cannot run ${nameOf(variant, provider)}, as ${unusableWords[usable]}`;
}

const unusableWords = {
  fellBack: 'its provider took none of its nodes',
  wrongScore: 'its scores came out wrong',
  failed: 'it did not load',
  absent: 'its provider is not there',
} as const;

const nameOf = (variant: string, provider: string | null): string =>
  provider === null ? variant : `${variant} on ${provider}`;

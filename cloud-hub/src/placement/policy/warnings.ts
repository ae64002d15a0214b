import { type PlacementPolicy, processorOf } from '@lookout/shared/protocol/placement';
import { type PlacementPolicyEntry, scopeText } from '@lookout/shared/protocol/placements';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';

/** A stream that the policy holds for. */
export interface GovernedStream {
  readonly device: string;
  readonly stream: string;
  readonly strideMs: number | null;
  /** Its agent knows of placement. */
  readonly isPlaced: boolean;
  /** Of the device's runtime. */
  readonly providers: readonly string[];
  /** Of its committed release; null: not known, or the device's own bundle. */
  readonly manifest: ReleaseManifest | null;
}

const named = 3;

/** What the policy does not do as the fleet is now, one sentence each; it is set all the same. */
export function warningsOf(
  { scope, policy }: Pick<PlacementPolicyEntry, 'scope' | 'policy'>,
  streams: readonly GovernedStream[],
): string[] {
  if (streams.length === 0)
    return [
      `Nothing is governed by it now: no stream is in ${scopeText(scope)}, or each has a more specific policy.`,
    ];
  return [
    ...pinWarnings(policy, streams),
    ...about(
      streams.filter(({ isPlaced }) => !isPlaced),
      'runs an agent that knows of no placement, and stays with what was assigned',
    ),
    ...about(
      streams.filter((one) => one.manifest !== null && onlyForbidden(policy, one.manifest)),
      'has a release whose variants are all forbidden: one of them runs all the same',
    ),
  ];
}

function pinWarnings({ pin }: PlacementPolicy, streams: readonly GovernedStream[]): string[] {
  if (pin === null) return [];
  const without = streams.filter(
    ({ manifest }) =>
      manifest !== null && !manifest.variants.some(({ name }) => name === pin.variant),
  );
  const { provider } = pin;
  const unmade = streams.filter(({ manifest }) => {
    const variant = manifest?.variants.find(({ name }) => name === pin.variant);
    return provider !== null && variant !== undefined && !variant.providers.includes(provider);
  });
  const cannot = streams.filter(
    ({ providers }) => provider !== null && !providers.includes(provider),
  );
  return [
    ...about(
      without,
      `has a release without the variant ${pin.variant}: the pin does nothing there`,
    ),
    ...about(
      unmade,
      `has a release whose ${pin.variant} is not made for ${provider}: the pin does nothing there`,
    ),
    ...about(cannot, `has no provider ${provider}: the pin does nothing there`),
  ];
}

const onlyForbidden = ({ forbid }: PlacementPolicy, { variants }: ReleaseManifest): boolean =>
  forbid.length > 0 &&
  variants.every(({ providers }) => providers.every((one) => forbid.includes(processorOf(one))));

function about(streams: readonly GovernedStream[], what: string): string[] {
  const [first] = streams;
  if (first === undefined) return [];
  if (streams.length === 1) return [`${first.device}/${first.stream} ${what}.`];
  const names = streams.slice(0, named).map(({ device, stream }) => `${device}/${stream}`);
  const more = streams.length > named ? ` and ${streams.length - named} more` : '';
  return [`Each of ${streams.length} streams (${names.join(', ')}${more}) ${what}.`];
}

import {
  type PlacementPolicy,
  processorOf,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import { type PlacementPolicyEntry, scopeText } from '@lookout/shared/protocol/placements';
import type { ReleaseManifest } from '@lookout/shared/protocol/signed-documents';
import { pinObstacle } from '../decide/pin-obstacle.ts';

/** A stream that the policy holds for. */
export interface GovernedStream {
  readonly device: string;
  readonly stream: string;
  readonly strideMs: number | null;
  /** Its agent knows of placement. */
  readonly isPlaced: boolean;
  /** Of the device's runtime. */
  readonly providers: readonly string[];
  /** As measured there; empty: not yet. */
  readonly profiles: readonly VariantProfile[];
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

/** A sentence for each thing that is in the way of the pin, with the streams on which it is. */
function pinWarnings({ pin }: PlacementPolicy, streams: readonly GovernedStream[]): string[] {
  if (pin === null) return [];
  const byObstacle = Map.groupBy(
    streams.filter(({ isPlaced }) => isPlaced),
    ({ manifest, ...stream }) =>
      pinObstacle(pin, { ...stream, variants: manifest?.variants ?? null }),
  );
  return [...byObstacle].flatMap(([why, own]) =>
    why === null ? [] : about(own, `${why}: the pin does nothing there`),
  );
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

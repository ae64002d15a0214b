import type { Placed, PlacementMemory, Situation } from '@lookout/shared/placement/placement';
import type { Load } from '@lookout/shared/protocol/load';
import type {
  PlacementChoice,
  PlacementReport,
  VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { PlacementState } from '@lookout/shared/protocol/placements';
import { isFinal } from '@lookout/shared/protocol/release-phase';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { PlacementStanding } from '../../device/placement-standing.ts';

/** Release that the stream has committed; null: the bundle of the device's own configuration. */
export const committedRelease = ({ release }: Pick<PlacementStanding, 'release'>): string | null =>
  release?.good?.release ?? null;

/** Whether the hub chooses for it, or why not. */
export function stateOf(standing: PlacementStanding): PlacementState {
  const { release, placement } = standing;
  if (placement === null) return 'unsupported';
  if (release !== null && !isFinal(release.phase)) return 'installing';
  const committed = committedRelease(standing);
  if (placement.release !== committed) return 'unprofiled';
  // Beside the bundle of its own configuration there is nothing: it need not be measured.
  return placement.profiles.length === 0 && committed !== null ? 'unprofiled' : 'placed';
}

/**
 * What the decision is asked about; null where the hub leaves the stream alone.
 * @param variants of the committed release; null: it has none, as the bundle is the device's own
 */
export function situationOf(
  standing: PlacementStanding,
  variants: readonly ReleaseVariant[] | null,
  load: Load | null,
  now: number,
): Situation | null {
  const { placement, stream, strideMs, cpuCount } = standing;
  if (placement === null || strideMs === null || stateOf(standing) !== 'placed') return null;
  const profiles = signedProfiles(placement.profiles, variants);
  if (profiles.length === 0) return null;
  const running = placement.running === null ? null : placedOf(placement.running);
  return { now, load, stream, strideMs, profiles, cpuCount, running };
}

/** Those of variants that were signed, on providers that these were made for. */
export const signedProfiles = (
  profiles: readonly VariantProfile[],
  variants: readonly ReleaseVariant[] | null,
): readonly VariantProfile[] =>
  variants === null
    ? profiles
    : profiles.filter(({ variant, bundle, provider }) =>
        variants.some(
          ({ name, bundle: signed, providers }) =>
            name === variant && signed === bundle && providers.includes(provider),
        ),
      );

/**
 * What runs is what ran before, as the last release was taken back: by the device, which had let it judge
 * alone, or by the hub, whose newer assignment is of the device's own bundle or which withdrew the trial.
 */
export function isTakenBack({ release, placement }: PlacementStanding): boolean {
  if (release === null || placement === null || placement.by !== 'install') return false;
  switch (release.phase) {
    case 'REVERTED':
      return true;
    case 'COMMITTED':
      return release.release === null;
    case 'SUPERSEDED':
      // Before it judged alone nothing was taken back: what ran went on.
      return placement.since >= release.since;
    default:
      return false;
  }
}

export const placedOf = ({ variant, provider }: Placed): Placed => ({ variant, provider });

/** Without a release a device has its own bundle and nothing beside it. */
export function ownChoice({ runs, placement, release }: PlacementStanding): PlacementChoice | null {
  const { variant, provider } = runs;
  if (placement === null || committedRelease({ release }) !== null) return null;
  if (variant === null || provider === null) return null;
  const reason = `${variant} on ${provider}: the bundle of the device's own configuration, and nothing beside it.`;
  return { variant, provider, code: 'onlyOne', reason: reason.slice(0, 256) };
}

const hourMs = 3_600_000;

/** Two dates of one switch, each by another sample's way to us. */
const sameWithinMs = 10_000;

/**
 * Switches that the device made by itself count towards the hub's dwell and cap. One that is dated ahead of us
 * all the same counts when its time has come: nobody could tell that it was counted already.
 * @param clockOffsetMs added to the device's time it is ours
 */
export function withGuardSwitch(
  memory: PlacementMemory,
  report: PlacementReport,
  now: number,
  clockOffsetMs: number,
): PlacementMemory {
  const { lastSwitch } = report;
  if (lastSwitch === null || lastSwitch.by !== 'guard') return memory;
  const at = lastSwitch.at + clockOffsetMs;
  const withinMs = clockOffsetMs === 0 ? 0 : sameWithinMs;
  const isKnown = memory.switchedAt.some((one) => Math.abs(one - at) <= withinMs);
  if (at > now || now - at > hourMs || isKnown) return memory;
  return { ...memory, switchedAt: [...memory.switchedAt, at].sort((a, b) => a - b) };
}

import type { PlacementChoice } from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Act } from './happening.ts';
import { isLost } from './lost-providers.ts';
import {
  isSamePair,
  type Pair,
  type PlacementState,
  pairsOf,
  profileOf,
  variantOf,
} from './placement-state.ts';

interface Work {
  readonly state: PlacementState;
  readonly acts: readonly Act[];
}

/** A switch before a measurement before a download; nothing while an install goes on. Pure. */
export function nextWork(state: PlacementState): Work {
  if (!isFree(state)) return idle(state);
  const heeded = heedAlike(state);
  const switching = wantedSwitch(heeded);
  if (switching !== null) return switching;
  const rest = { ...heeded, guard: null };
  // A GPU should not be alone for long: what could take its place is fetched before anything is measured.
  const spare = rest.actual?.provider === 'cpu' ? null : fetch(rest, isForCpu);
  return spare ?? profile(rest) ?? fetch(rest, () => true) ?? idle(rest);
}

/** What is being fetched or measured waits for a switch. */
export const isOvertaken = (state: PlacementState): boolean =>
  state.doing !== null &&
  state.doing.kind !== 'switch' &&
  isFree(state) &&
  wantedSwitch(state) !== null;

const isFree = ({ isInstalling, kept, actual }: PlacementState): boolean =>
  !isInstalling && kept.release !== null && actual !== null;

const idle = (state: PlacementState): Work => ({ state, acts: [] });

/** The hub's choice, where it is for this release and newer than what was followed or overruled. */
function newerWish({ wish, kept }: PlacementState): PlacementChoice | null {
  if (wish === null || wish.release !== kept.release || wish.number <= kept.number) return null;
  return wish.choice;
}

/** A choice of what runs already is followed by doing nothing. */
function heedAlike(state: PlacementState): PlacementState {
  const { actual, kept, wish } = state;
  const wanted = newerWish(state);
  if (wanted === null || wish === null || actual === null || !isSamePair(wanted, actual))
    return state;
  return { ...state, kept: { ...kept, running: wanted, by: 'hub', number: wish.number } };
}

const wantedSwitch = (state: PlacementState): Work | null =>
  switchTo(state, state.guard, 'guard') ?? switchTo(state, newerWish(state), 'hub');

function switchTo(
  state: PlacementState,
  to: PlacementChoice | null,
  by: 'hub' | 'guard',
): Work | null {
  const { actual, kept, wish } = state;
  if (to === null || actual === null) return null;
  if (state.isSettling && actual.variant === kept.installed) return null;
  const variant = variantOf(kept, to.variant);
  if (variant === undefined || isSamePair(to, actual) || !canRun(state, to)) return null;
  // What the hub wished before is overruled by the guard until it chooses anew.
  const number = wish?.release === kept.release ? Math.max(kept.number, wish.number) : kept.number;
  return {
    state: {
      ...state,
      ...{ guard: null, doing: { kind: 'switch', to } },
      kept: { ...kept, trying: to },
    },
    acts: [{ kind: 'switch', to, by, number, variant, from: actual }],
  };
}

/** Was it measured here, is it on the disk, and is its provider there? */
function canRun(state: PlacementState, pair: Pair): boolean {
  const variant = variantOf(state.kept, pair.variant);
  return (
    variant !== undefined &&
    state.held.includes(variant.bundle) &&
    profileOf(state.kept, pair)?.usable === 'yes' &&
    !isLost(state, pair.provider)
  );
}

const isForCpu = ({ providers }: ReleaseVariant): boolean => providers.includes('cpu');

/** Only what a provider of this device can run is worth its download. */
function fetch(state: PlacementState, isWanted: (variant: ReleaseVariant) => boolean): Work | null {
  const { kept, held, unfetched, providers, passedMs } = state;
  const variant = kept.variants.find(
    (one) =>
      !held.includes(one.bundle) &&
      isWanted(one) &&
      passedMs >= (unfetched[one.name]?.dueMs ?? 0) &&
      one.providers.some((name) => providers?.some((p) => p.provider === name && p.why === null)),
  );
  if (variant === undefined) return null;
  return {
    state: { ...state, doing: { kind: 'fetch', variant: variant.name } },
    acts: [{ kind: 'fetch', variant }],
  };
}

/** What was asked for, what was never measured, and what may have come back. */
function profile(state: PlacementState): Work | null {
  const { kept, held, lost, toProfile, passedMs } = state;
  const known = pairsOf(state).filter((pair) =>
    held.includes(variantOf(kept, pair.variant)?.bundle ?? ''),
  );
  const isAsked = (pair: Pair) => toProfile.some((one) => isSamePair(one, pair));
  const isOff = (provider: string) =>
    lost.some((one) => one.provider === provider && passedMs < one.dueMs);
  const open = known.filter(
    (one) =>
      isAsked(one) ||
      (!isOff(one.provider) && (profileOf(kept, one) === undefined || isLost(state, one.provider))),
  );
  // Whoever asks by hand has mended something: a lost provider does not wait for its time then, and is the first.
  const pair = open.find((one) => isLost(state, one.provider)) ?? open[0];
  const variant = pair && variantOf(kept, pair.variant);
  if (pair === undefined || variant === undefined) return null;
  return {
    state: { ...state, doing: { kind: 'profile', pair } },
    acts: [{ kind: 'profile', variant, provider: pair.provider }],
  };
}

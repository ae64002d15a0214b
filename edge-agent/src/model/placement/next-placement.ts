import {
  notMetered,
  type PlacementChoice,
  type VariantProfile,
} from '@lookout/shared/protocol/placement';
import type { ReleaseVariant } from '@lookout/shared/protocol/signed-documents';
import type { Act, Happening } from './happening.ts';
import { asLost, isLost, lose, others } from './lost-providers.ts';
import { isOvertaken, nextWork } from './next-work.ts';
import {
  type Doing,
  isSamePair,
  type Kept,
  type Pair,
  type PlacementState,
  pairsOf,
  profileOf,
  variantOf,
} from './placement-state.ts';

/** What to do after the state was saved. */
export interface PlacementStep {
  readonly state: PlacementState;
  readonly acts: readonly Act[];
}

/** So many starts that did not end in order are laid to what was running, or was switched to. */
const mostBoots = 3;
/** Whoever has run so long does not end the agent. */
const calmAfterMs = 10 * 60_000;
const hourMs = 3_600_000;
const fetchAgainMs = 10 * 60_000;

type Of<K extends Happening['kind']> = Extract<Happening, { kind: K }>;

/**
 * What becomes of a stream's placement when something happens. Pure. What was overtaken changes nothing.
 *
 * @param now ms UTC
 * @param random of [0, 1), for the back-off of a lost provider
 */
export function nextPlacement(
  state: PlacementState,
  happening: Happening,
  now: number,
  random: number,
): PlacementStep {
  const { state: taken, acts } = take(state, happening, now, random);
  const known = withAbsent(taken, now);
  const isOver = isOvertaken(known);
  if (known.doing !== null && !isOver) return { state: known, acts };
  const work = nextWork({ ...known, doing: null }, now);
  return { state: work.state, acts: [...acts, ...(isOver ? [giveUp] : []), ...work.acts] };
}

function take(
  state: PlacementState,
  happening: Happening,
  now: number,
  random: number,
): PlacementStep {
  switch (happening.kind) {
    case 'stands':
      return onStands(state, happening, now);
    case 'started':
      return only(onStarted(state, happening.clean));
    case 'offered':
      return only(onOffered(state, happening));
    case 'probed':
      return only(onProbed(state, happening, now, random));
    case 'wish':
      return only({ ...state, wish: happening.wish });
    case 'guard':
      // What cannot be done at once is decided anew with the next load sample.
      return only(state.isInstalling ? state : { ...state, guard: happening.choice });
    case 'fetched':
      return only(onFetched(state, happening));
    case 'fetchFailed':
      return only(onFetchFailed(state, happening, now));
    case 'profiled':
      return only(onProfiled(state, happening.profile, now, random));
    case 'switched':
      return only(onSwitched(state, happening));
    case 'gaveUp':
      return only(keep({ ...state, doing: null }, { trying: null }));
    case 'switchFailed':
      return only(onSwitchFailed(state, happening, now, random));
    case 'providerLost':
    case 'startFailed':
      return only(onLost(state, happening, now, random));
    case 'profileAsked':
      return only({
        ...state,
        toProfile: pairsOf(state).filter((pair) => mayBeThere(state, pair)),
      });
    case 'passed':
      return only(onPassed(state, happening.ms, now));
  }
}

const only = (state: PlacementState): PlacementStep => ({ state, acts: [] });

const keep = (state: PlacementState, change: Partial<Kept>): PlacementState => ({
  ...state,
  kept: { ...state.kept, ...change },
});

/** The last choice is run again, unless the agent did not live long with it. */
function onStarted(state: PlacementState, clean: boolean): PlacementState {
  const { kept } = state;
  const suspect = kept.trying ?? kept.running;
  if (suspect === null || clean) return keep(state, { trying: null });
  const boots = kept.boots + 1;
  if (boots < mostBoots) return keep(state, { trying: null, boots });
  const why = `the agent ended ${boots} times with it`;
  const given = isSamePair(suspect, kept.running ?? suspect);
  return keep(state, {
    ...{ trying: null, boots: 0 },
    profiles: mark(kept.profiles, suspect, 'failed', why),
    ...(given ? { running: null, by: 'install' as const } : {}),
  });
}

function onOffered(state: PlacementState, { release, variants }: Of<'offered'>): PlacementState {
  const { kept } = state;
  if (kept.offered?.release === release) return state;
  const offered = { release, variants: [...variants] };
  const isLate = kept.release === release && kept.variants.length === 0;
  return keep(state, { offered, ...(isLate ? { variants: offered.variants } : {}) });
}

function onStands(state: PlacementState, stands: Of<'stands'>, now: number): PlacementStep {
  const { good, held, isInstalling, isSettling, actual } = stands;
  // What a switch does in between is told by its end.
  const isSwitching = isDoing(state, 'switch') && actual !== null && !isInstalling;
  const seen: PlacementState = {
    ...{ ...state, held, isInstalling, isSettling },
    actual: isSwitching ? state.actual : actual,
  };
  const release = good.kind === 'own' ? null : good.release;
  const installed = good.kind === 'own' ? null : good.variant;
  const { kept, doing } = state;
  const giveUps = doing === null ? [] : [giveUp];
  if (release !== kept.release || installed !== kept.installed) {
    // Another variant of the same release is installed: what was measured holds.
    const isSame = release === kept.release;
    const variants = kept.offered?.release === release ? kept.offered.variants : [];
    const begun = keep(
      { ...seen, doing: null, guard: null, toProfile: [], unfetched: {} },
      {
        ...{ release, installed, running: null, by: 'install', since: now },
        ...{ number: 0, trying: null, boots: 0 },
        ...(isSame ? {} : { variants, profiles: [] }),
      },
    );
    return { state: begun, acts: [...giveUps, { kind: 'sweep' }] };
  }
  if (isInstalling)
    return { state: keep({ ...seen, doing: null, guard: null }, { trying: null }), acts: giveUps };
  return only(doing === null ? agree(seen, now) : seen);
}

/** After an install that did not stay what was committed may run, and the hub's choice is followed anew. */
function agree(state: PlacementState, now: number): PlacementState {
  const { actual, kept } = state;
  if (actual === null || kept.running === null || isSamePair(actual, kept.running)) return state;
  return keep(state, { running: null, by: 'install', since: now, number: 0 });
}

function onProbed(
  state: PlacementState,
  { providers }: Of<'probed'>,
  now: number,
  random: number,
): PlacementState {
  const isThere = (name: string) => providers.some((p) => p.provider === name && p.why === null);
  // What was not there when it was looked for may be there now: it is measured again.
  const profiles = state.kept.profiles.filter(
    ({ usable, provider }) => usable !== 'absent' || !isThere(provider) || isLost(state, provider),
  );
  const gone = providers.filter(
    ({ provider, why }) =>
      why !== null && profiles.some((one) => one.provider === provider && one.usable === 'yes'),
  );
  let left = keep({ ...state, providers }, { profiles });
  for (const { provider, why } of gone)
    left = keep(
      { ...left, lost: lose(left.lost, provider, now, random) },
      { profiles: asLost(left.kept.profiles, provider, why ?? '') },
    );
  return left;
}

/** Of providers that are in the runtime and not in the machine, no variant need be fetched to know. */
function withAbsent(state: PlacementState, now: number): PlacementState {
  const { kept, providers } = state;
  const unknown = pairsOf(state).filter((pair) => profileOf(kept, pair) === undefined);
  const absent = unknown.flatMap((pair) => {
    const why = providers?.find(({ provider }) => provider === pair.provider)?.why;
    const variant = variantOf(kept, pair.variant);
    return why == null || variant === undefined
      ? []
      : [absentProfile(variant, pair.provider, why, now)];
  });
  return absent.length === 0 ? state : keep(state, { profiles: [...kept.profiles, ...absent] });
}

function onFetched(state: PlacementState, { variant, held }: Of<'fetched'>): PlacementState {
  const doing = isDoing(state, 'fetch') ? null : state.doing;
  const unfetched = without(state.unfetched, variant);
  // What was damaged is whole again.
  const profiles = state.kept.profiles.filter(
    (one) => one.variant !== variant || one.usable !== 'failed',
  );
  return keep({ ...state, held, unfetched, doing }, { profiles });
}

/** What is more than a name in this machine, or was: a lost one may be back since it was looked for. */
const mayBeThere = (state: PlacementState, { provider }: Pair): boolean =>
  isLost(state, provider) ||
  (state.providers?.some((one) => one.provider === provider && one.why === null) ?? false);

const onFetchFailed = (
  state: PlacementState,
  { variant, why }: Of<'fetchFailed'>,
  now: number,
): PlacementState => ({
  ...state,
  unfetched: { ...state.unfetched, [variant]: { why, retryAt: now + fetchAgainMs } },
  doing: isDoing(state, 'fetch') ? null : state.doing,
});

function onProfiled(
  state: PlacementState,
  profile: VariantProfile,
  now: number,
  random: number,
): PlacementState {
  const { provider, usable } = profile;
  const { kept, toProfile } = state;
  // Measured for a release that was replaced meanwhile.
  if (variantOf(kept, profile.variant)?.bundle !== profile.bundle) return state;
  const isBack = usable === 'yes' && isLost(state, provider);
  const rest = kept.profiles.filter(
    (one) =>
      !isSamePair(one, profile) &&
      !(isBack && one.provider === provider && one.usable === 'absent'),
  );
  const lost =
    isLost(state, provider) && !isBack
      ? lose(state.lost, provider, now, random)
      : others(state.lost, provider);
  return keep(
    {
      ...{ ...state, lost, doing: isDoing(state, 'profile') ? null : state.doing },
      providers: usable === 'yes' ? asThere(state.providers, provider) : state.providers,
      toProfile: toProfile.filter((one) => !isSamePair(one, profile)),
    },
    { profiles: [...rest, stillLost(state, profile)] },
  );
}

/** Where a lost provider fails again, nothing else is known of its variants than before. */
function stillLost(state: PlacementState, profile: VariantProfile): VariantProfile {
  const before = profileOf(state.kept, profile);
  if (profile.usable !== 'failed' || before?.usable !== 'absent') return profile;
  return isLost(state, profile.provider) ? { ...before, detail: profile.detail } : profile;
}

function onSwitched(state: PlacementState, { to, number, report }: Of<'switched'>): PlacementState {
  const { kept } = state;
  const doing = isDoing(state, 'switch') ? null : state.doing;
  return keep(
    { ...state, doing, actual: { variant: to.variant, provider: to.provider }, ranMs: 0 },
    {
      ...{ running: to, by: report.by, since: report.at, trying: null, boots: 0 },
      number: Math.max(kept.number, number),
      ...{ lastSwitch: report, switchedAt: [...kept.switchedAt, report.at].slice(-1024) },
    },
  );
}

function onSwitchFailed(
  state: PlacementState,
  { to, usable, why }: Of<'switchFailed'>,
  now: number,
  random: number,
): PlacementState {
  const ended = keep({ ...state, doing: null }, { trying: null });
  if (usable !== 'absent' || to.provider === 'cpu')
    return keep(ended, {
      profiles: mark(ended.kept.profiles, to, usable === 'absent' ? 'failed' : usable, why),
    });
  const lost = lose(state.lost, to.provider, now, random);
  return keep({ ...ended, lost }, { profiles: asLost(ended.kept.profiles, to.provider, why) });
}

function onLost(
  state: PlacementState,
  loss: Of<'providerLost'> | Of<'startFailed'>,
  now: number,
  random: number,
): PlacementState {
  const { from, to, why } = loss;
  const { kept } = state;
  // The CPU is never lost: what ended its process, or did not load, is the variant.
  const isLoss = from.provider !== 'cpu' && (loss.kind === 'providerLost' || loss.isLoss);
  const known = isLoss
    ? { ...state, lost: lose(state.lost, from.provider, now, random) }
    : { ...state };
  const profiles = isLoss
    ? asLost(kept.profiles, from.provider, why)
    : mark(kept.profiles, from, 'failed', why);
  if (to === null) return keep(known, { profiles });
  const reason = clip(`${from.provider} failed with ${from.variant}: ${why}`);
  const running: PlacementChoice = { ...to, code: 'providerLost', reason };
  const report = {
    ...{ at: now, from, to, by: 'guard' as const, code: running.code, reason },
    ...{ windows: 0, agreement: null, maxScoreDifference: null },
    tookMs: loss.kind === 'providerLost' ? loss.tookMs : 0,
  };
  return keep(
    { ...known, actual: to, ranMs: 0 },
    {
      ...{ profiles, running, by: 'guard', since: now, lastSwitch: report, boots: 0 },
      // The hub's choice is followed again when it is a new one.
      number: state.wish?.release === kept.release ? state.wish.number : kept.number,
      switchedAt: [...kept.switchedAt, now].slice(-1024),
    },
  );
}

function onPassed(state: PlacementState, ms: number, now: number): PlacementState {
  const { kept } = state;
  const ranMs = state.ranMs + ms;
  const switchedAt = kept.switchedAt.filter((at) => Math.abs(now - at) < hourMs);
  const isShorter = switchedAt.length < kept.switchedAt.length;
  const isCalm = ranMs >= calmAfterMs && kept.boots > 0;
  if (!isShorter && !isCalm) return { ...state, ranMs };
  return keep({ ...state, ranMs }, { switchedAt, ...(isCalm ? { boots: 0 } : {}) });
}

const asThere = (providers: PlacementState['providers'], name: string) =>
  providers?.map((one) => (one.provider === name ? { ...one, why: null } : one)) ?? null;

const isDoing = ({ doing }: PlacementState, kind: Doing['kind']): boolean => doing?.kind === kind;

const mark = (
  profiles: readonly VariantProfile[],
  pair: Pair,
  usable: VariantProfile['usable'],
  why: string,
): VariantProfile[] =>
  profiles.map((one) => (isSamePair(one, pair) ? { ...one, usable, detail: clip(why) } : one));

const absentProfile = (
  { name, bundle, evaluation }: ReleaseVariant,
  provider: string,
  why: string,
  now: number,
): VariantProfile => ({
  ...{ variant: name, bundle, provider, measuredAt: now, idle: true },
  ...notMetered,
  ...{ p50Us: null, p95Us: null, firstRunUs: null, peakMemoryBytes: null },
  ...{ usable: 'absent', detail: clip(why), auroc: evaluation?.auroc ?? null },
});

const without = <T>(all: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(all).filter(([one]) => one !== key));

const giveUp: Act = { kind: 'giveUp' };
const clip = (text: string): string => text.slice(0, 256);

import {
  isFinal,
  type ReleasePhase,
  type ReleaseReason,
} from '@lookout/shared/protocol/release-phase';
import type { Act, BelievedWish, Happening, Progress, RefusedWish } from './happening.ts';
import {
  type Install,
  type InstallState,
  isSameSlot,
  isTried,
  isUnderWay,
  ownSlot,
} from './install-state.ts';
import { judgeFigures, judgeMemory, judgeOnTheWay } from './judge-trial.ts';

/** What to do, and every phase on the way: each of them becomes a record. */
export interface InstallStep {
  readonly state: InstallState;
  readonly acts: readonly Act[];
  /** Phases that were come to, oldest first. */
  readonly told: readonly Install[];
}

/**
 * So many unclean starts of the agent, or deaths of the inference process, end a trial. One or two are everyday
 * where the mains are bad, and each time the trial begins anew. A bundle that comes through it by luck is caught
 * by the starts being counted on until it has settled.
 */
const mostCrashes = 3;
const leastToSettle = 10;
/** A release that asks for no trial is watched all the same. */
export const windowsToSettle = ({ rules }: Install): number =>
  Math.max(leastToSettle, rules?.trialWindows ?? 0);

/**
 * What becomes of a stream's release when something happens. Pure; the state must be on disk before the
 * acts are carried out. Whatever does not fit the phase was overtaken and changes nothing.
 *
 * @param now ms UTC; only for `since`
 */
export function nextInstall(state: InstallState, happening: Happening, now: number): InstallStep {
  switch (happening.kind) {
    case 'wish':
      return onWish(state, happening.wish, now);
    case 'refused':
      return onRefused(state, happening.wish, now);
    case 'goodBroken':
      return onGoodBroken(state);
  }
  const { install } = state;
  if (install === null) return unchanged(state);
  if (install.settling) return onSettling({ ...state, install }, happening, now);
  return isUnderWay(install) ? onInstall({ ...state, install }, happening, now) : unchanged(state);
}

type Going = InstallState & { readonly install: Install };
type OfInstall = Exclude<Happening, { kind: 'wish' | 'refused' | 'goodBroken' }>;

const unchanged = (state: InstallState): InstallStep => ({ state, acts: [], told: [] });

function onInstall(state: Going, happening: OfInstall, now: number): InstallStep {
  const { install } = state;
  const isFetching = install.phase === 'OFFERED' || install.phase === 'DOWNLOADING';
  switch (happening.kind) {
    case 'withdrawn':
      return end(state, 'SUPERSEDED', withdrawn, now);
    case 'started':
      return onStarted(state, happening.clean, now);
    case 'fetchBegan':
      return install.phase === 'OFFERED' && !install.held
        ? enter(state, 'DOWNLOADING', now)
        : unchanged(state);
    case 'fetched':
      return isFetching ? tryIt(enter(state, 'VERIFIED', now), now) : unchanged(state);
    case 'fetchFailed':
      return isFetching ? end(state, 'FAILED', happening.reason, now) : unchanged(state);
    case 'selfTested':
      return install.phase === 'SELF_TEST' ? onSelfTested(state, happening, now) : unchanged(state);
    case 'failed':
      return isTried(install) ? giveUp(state, happening.reason, now) : unchanged(state);
    case 'progress':
      return onProgress(state, happening.progress, now);
    case 'died':
      return isTried(install) ? onDied(state, happening.how, now) : unchanged(state);
    case 'passed':
      return isTried(install) ? onPassed(state, happening.ms, now) : unchanged(state);
    case 'settled':
      return unchanged(state);
  }
}

/** It is the good one; what ran before is still there, and is taken again if the agent does not survive it. */
function onSettling(state: Going, happening: OfInstall, now: number): InstallStep {
  const { install } = state;
  if (happening.kind === 'settled')
    return begin({ ...state, install: { ...install, settling: false } }, []);
  if (happening.kind !== 'started' || happening.clean) return unchanged(state);
  const boots = install.boots + 1;
  if (boots < mostCrashes) return begin({ ...state, install: { ...install, boots } }, []);
  const reason = crashLoop(`${boots} times while it was being tried and soon after`);
  const given = { ...install, boots, settling: false, reason };
  const kept = { ...state, good: state.previous ?? ownSlot, previous: null, install: given };
  return withAct(enter(kept, 'REVERTED', now), sweep);
}

function onWish(state: InstallState, wish: BelievedWish, now: number): InstallStep {
  const { install } = state;
  if (wish.sequence < state.sequence)
    return onRefused(state, { ...wish, reason: olderThan(wish.sequence, state.sequence) }, now);
  if (wish.sequence === state.sequence && install !== null && install.phase !== 'REJECTED')
    return onHold(state, wish.hold, now);
  const ended =
    install !== null && isUnderWay(install)
      ? end({ ...state, install }, 'SUPERSEDED', superseded(wish.sequence), now)
      : unchanged(state);
  const { sequence, release, variant, target, offer, revert, rules, hold } = wish;
  const begun: Going = {
    ...ended.state,
    sequence,
    install: {
      ...{ sequence, release, variant, target, offer, revert, rules, held: hold },
      ...{ phase: 'OFFERED', since: now, reason: null, figures: null },
      ...{ judged: 0, missed: 0, boots: 0, deaths: 0, spentMs: 0, settling: false },
    },
  };
  return join(ended, goOn({ state: begun, acts: [], told: [begun.install] }, now));
}

/** What is under way goes on: whoever cannot sign cannot stop it either. */
function onRefused(state: InstallState, wish: RefusedWish, now: number): InstallStep {
  const { install } = state;
  const { sequence, release, variant, reason } = wish;
  if (install !== null && sequence === install.sequence) {
    // It was believed once; meanwhile it may have expired.
    if (isUnderWay(install)) return onHold(state, wish.hold, now);
    if (install.phase !== 'REJECTED' || install.reason?.code === reason.code)
      return unchanged(state);
  }
  const refused: Install = {
    ...{ sequence, release, variant, target: null, offer: null, revert: false, rules: null },
    held: wish.hold,
    ...{ phase: 'REJECTED', since: now, reason, figures: null },
    ...{ judged: 0, missed: 0, boots: 0, deaths: 0, spentMs: 0, settling: false },
  };
  const takesReport =
    install === null || (isFinal(install.phase) && sequence >= Math.max(state.sequence, 1));
  return {
    state: takesReport ? { ...state, install: refused } : state,
    acts: [],
    told: [refused],
  };
}

function onHold(state: InstallState, hold: boolean, now: number): InstallStep {
  const { install } = state;
  if (install === null || !isUnderWay(install) || install.held === hold) return unchanged(state);
  if (!hold) {
    const resumed = { ...state, install: { ...install, held: false, spentMs: 0 } };
    return goOn(begin(resumed, []), now);
  }
  const held = { ...state, install: { ...install, held: true } };
  if (isTried(install)) return join(begin(held, [fallBack]), enter(held, 'VERIFIED', now));
  return begin(held, install.phase === 'VERIFIED' ? [] : [stopFetch]);
}

/** The good bundle runs now, whatever was under way when the agent ended. */
function onStarted(state: Going, clean: boolean, now: number): InstallStep {
  const { install } = state;
  if (!isTried(install)) return goOn(begin(state, []), now);
  const boots = install.boots + (clean ? 0 : 1);
  const counted = { ...state, install: { ...install, boots } };
  if (boots >= mostCrashes)
    return giveUp(counted, crashLoop(`${boots} times while it was being tried`), now);
  return tryIt(enter(counted, 'VERIFIED', now), now);
}

function onSelfTested(
  state: Going,
  test: Extract<Happening, { kind: 'selfTested' }>,
  now: number,
): InstallStep {
  const { memoryBytes, addedMemoryBytes } = test;
  const figures = { ...noFigures, memoryBytes, addedMemoryBytes, crashes: state.install.deaths };
  const tested: Going = { ...state, install: { ...state.install, figures } };
  const { rules, revert, target } = tested.install;
  if (!test.ok) return giveUp(tested, { code: 'selfTest', text: clip(test.detail) }, now);
  if (rules === null || target === null) return unchanged(state);
  const tooMuch = judgeMemory(figures, rules);
  if (tooMuch !== null && !revert) return giveUp(tested, tooMuch, now);
  // What runs already needs no comparison with itself.
  if (revert || isSameSlot(target, state.good)) return commit(tested, now);
  if (rules.shadowWindows > 0 && test.hasJudge)
    return withAct(enter(tested, 'SHADOW', now), shadow);
  return rules.trialWindows > 0 ? withAct(enter(tested, 'TRIAL', now), trial) : commit(tested, now);
}

function onProgress(state: Going, { figures, judged, missed }: Progress, now: number): InstallStep {
  const { install } = state;
  const { rules } = install;
  if (rules === null || (install.phase !== 'SHADOW' && install.phase !== 'TRIAL'))
    return unchanged(state);
  const measured = { ...figures, crashes: install.deaths };
  const counted: Going = { ...state, install: { ...install, figures: measured, judged, missed } };
  const early = judgeOnTheWay(counted.install);
  if (early !== null) return giveUp(counted, early, now);
  const isShadow = install.phase === 'SHADOW';
  if (isShadow ? figures.windows < rules.shadowWindows : judged < rules.trialWindows)
    return unchanged(counted);
  const bad = judgeFigures(measured, rules);
  if (bad !== null) return giveUp(counted, bad, now);
  if (!isShadow || rules.trialWindows === 0) return commit(counted, now);
  return withAct(
    enter({ ...counted, install: { ...counted.install, missed: 0 } }, 'TRIAL', now),
    trial,
  );
}

function onDied(state: Going, how: string, now: number): InstallStep {
  const { install } = state;
  const deaths = install.deaths + 1;
  const figures = { ...(install.figures ?? noFigures), crashes: deaths };
  const counted: Going = { ...state, install: { ...install, deaths, figures } };
  if (deaths < mostCrashes) return unchanged(counted);
  const text = clip(`the inference process ended ${deaths} times: ${how}`);
  return giveUp(counted, { code: 'crashLoop', text }, now);
}

function onPassed(state: Going, ms: number, now: number): InstallStep {
  const { install } = state;
  const spentMs = install.spentMs + ms;
  const counted: Going = { ...state, install: { ...install, spentMs } };
  const most = install.rules?.maxInstallMs ?? Number.POSITIVE_INFINITY;
  if (spentMs < most) return unchanged(counted);
  const windows =
    install.phase === 'TRIAL'
      ? `${install.judged} of ${install.rules?.trialWindows} windows judged`
      : `${install.figures?.windows ?? 0} of ${install.rules?.shadowWindows} windows compared`;
  const text = `${install.phase} after ${Math.round(spentMs / 1000)} s of ${most / 1000} s: ${windows}`;
  return end(counted, 'TIMED_OUT', { code: 'deadline', text }, now);
}

/** There is always something that can be run: the device's own bundle in the end. */
function onGoodBroken(state: InstallState): InstallStep {
  if (state.good.kind === 'own') return unchanged(state);
  const install = state.install && { ...state.install, settling: false };
  return begin({ ...state, good: state.previous ?? ownSlot, previous: null, install }, []);
}

function goOn(step: InstallStep, now: number): InstallStep {
  const { state } = step;
  const { install } = state;
  if (install === null || install.held || install.target === null) return step;
  if (install.phase === 'VERIFIED') return tryIt(step, now);
  // The device's own bundle is on its disk.
  if (install.target.kind === 'own') {
    const verified = join(step, enter({ ...state, install }, 'VERIFIED', now));
    return tryIt(verified, now);
  }
  return install.offer === null ? step : withAct(step, { kind: 'fetch', offer: install.offer });
}

function tryIt(step: InstallStep, now: number): InstallStep {
  const { state } = step;
  const { install } = state;
  if (install === null || install.held || install.target === null) return step;
  const fresh = { ...state, install: { ...install, figures: null, judged: 0, missed: 0 } };
  const tested = join(step, enter(fresh, 'SELF_TEST', now));
  return withAct(tested, { kind: 'selfTest', target: install.target });
}

function commit(state: Going, now: number): InstallStep {
  const { target } = state.install;
  if (target === null) return unchanged(state);
  const isOther = !isSameSlot(target, state.good);
  const kept = {
    ...{ ...state, good: target, previous: isOther ? state.good : state.previous },
    // Whoever goes back on purpose does not want what ran before.
    install: { ...state.install, settling: isOther && !state.install.revert },
  };
  const { state: next, told } = enter(kept, 'COMMITTED', now);
  return { state: next, told, acts: [{ kind: 'keep' }, sweep] };
}

const giveUp = (state: Going, reason: ReleaseReason, now: number): InstallStep =>
  end(state, state.install.phase === 'TRIAL' ? 'REVERTED' : 'FAILED', reason, now);

function end(state: Going, phase: ReleasePhase, reason: ReleaseReason, now: number): InstallStep {
  const { install } = state;
  const undo = isTried(install) ? fallBack : install.phase === 'VERIFIED' ? null : stopFetch;
  const { state: next, told } = enter({ ...state, install: { ...install, reason } }, phase, now);
  return { state: next, told, acts: [...(undo === null ? [] : [undo]), sweep] };
}

function enter(state: Going, phase: ReleasePhase, now: number): InstallStep {
  const install: Install = { ...state.install, phase, since: now };
  return { state: { ...state, install }, acts: [], told: [install] };
}

const begin = (state: InstallState, acts: readonly Act[]): InstallStep => ({
  ...{ state, acts, told: [] },
});

const join = (first: InstallStep, then: InstallStep): InstallStep => ({
  state: then.state,
  acts: [...first.acts, ...then.acts],
  told: [...first.told, ...then.told],
});

const withAct = (step: InstallStep, act: Act): InstallStep => ({
  ...step,
  acts: [...step.acts, act],
});

const shadow: Act = { kind: 'shadow' };
const trial: Act = { kind: 'trial' };
const fallBack: Act = { kind: 'fallBack' };
const stopFetch: Act = { kind: 'stopFetch' };
const sweep: Act = { kind: 'sweep' };

const noFigures = {
  ...{ windows: 0, agreement: null, oldAbove: 0, newAbove: 0, crashes: 0 },
  ...{ oldLatencyP95Us: null, newLatencyP95Us: null, newLatencyLowUs: null, latencyFloorUs: null },
  ...{ memoryBytes: null, addedMemoryBytes: null },
};

const crashLoop = (how: string): ReleaseReason => ({
  ...{ code: 'crashLoop', text: `the agent ended ${how}` },
});
const withdrawn: ReleaseReason = { code: 'withdrawn', text: 'the hub has taken it back' };
const superseded = (sequence: number): ReleaseReason => ({
  ...{ code: 'superseded', text: `assignment ${sequence} took its place` },
});
const olderThan = (sequence: number, taken: number): ReleaseReason => ({
  code: 'older',
  text: `assignment ${sequence}, and ${taken} was taken already`,
});
const clip = (text: string): string => text.slice(0, 512);

import { silentFrom, sleeps } from './absence.ts';
import { graceOf } from './deadlines.ts';
import { expectedSilent, type Hazard, hazardOf, silentAtMost, silentByChance } from './hazard.ts';
import type { Background, Member, RolloutSnapshot } from './rollout-state.ts';
import { betaBinomialAtMost, quantile } from './statistics.ts';
import { watchedUntil } from './watch.ts';

/**
 * What is assumed of the usual silence as long as it was not seen: about one device in 200. It is worth as many
 * observations as are missing to 200 devices outside of the rollout; beyond them it is Jeffreys' prior.
 */
const assumed = { rate: 1 / 200, devices: 200 };
/**
 * Counted as failures of a wave where chance alone gives so many less often than this. Of those that run it, the next
 * one may fall silent at any time, and it is looked at again with each: so it must be rarer.
 */
const countBelow = { installing: 0.015, running: 0.004 };
/** Evidence to halt by itself, however few they are: looked at again and again, so it must be rare. */
const haltBelow = 0.002;

/** Beta(a, b) of the usual rate of silence. */
function usual({ devices, silent }: Background): [number, number] {
  const missing = Math.max(0, assumed.devices - devices);
  return [
    silent + Math.max(0.5, missing * assumed.rate),
    Math.max(0, devices - silent) + Math.max(0.5, missing * (1 - assumed.rate)),
  ];
}

/** Silence of one kind, against what is usual in the same time. */
export interface SilentCount {
  readonly silent: number;
  /** Time of all members together in which they could fall silent. */
  readonly deviceMs: number;
  /** So many would be silent anyway. */
  readonly expected: number;
  /** What counts as failed of them. */
  readonly excess: number;
}

export interface Silence {
  /** Members that took the release up and can be judged. */
  readonly exposed: number;
  readonly silent: number;
  /** Before they committed: minutes in which hardly a device falls silent by itself. */
  readonly installing: SilentCount;
  /** Afterwards: hours and days, in which devices go to sleep whose habits are not known yet. */
  readonly running: SilentCount;
}

function countOf(silent: number, deviceMs: number, hazard: Hazard, below: number): SilentCount {
  const expected = expectedSilent(hazard, deviceMs);
  const isMore = silent > 0 && silentByChance(silent, hazard, deviceMs) < below;
  return { silent, deviceMs, expected, excess: isMore ? Math.max(0, silent - expected) : 0 };
}

const exposedStates: ReadonlySet<Member['state']> = new Set([
  'installing',
  'held',
  'silent',
  'succeeded',
]);

/** Since when it counts as silent, though its state does not say so: committed or held members have no deadline. */
function quietFrom(member: Member, snapshot: RolloutSnapshot, isDayWaited: boolean): number {
  const { state, since, online, lastSeenAt } = member;
  if (state === 'silent') return since;
  if (online || (state !== 'held' && state !== 'succeeded')) return Number.POSITIVE_INFINITY;
  const isOver = snapshot.state === 'SUCCEEDED' && state === 'succeeded';
  if (isOver && (lastSeenAt ?? since) >= watchedUntil(member, snapshot))
    return Number.POSITIVE_INFINITY;
  const from = silentFrom(since, member, graceOf(snapshot.plan));
  return state === 'succeeded' && isNew(member) && isDayWaited ? from + dayMs : from;
}

const dayMs = 86_400_000;
const nobody: Background = { devices: 0, silent: 0 };
/** It may go to sleep every night, and none has been seen twice. */
const isNew = ({ habit }: Member): boolean => habit.knownMs < 2 * dayMs;
/** With fewer others for each member, what they do in the same hours shows no bedtime of the fleet. */
const leastControl = 0.25;

/**
 * Of a fleet that is new nobody knows when it sleeps. While others are left to compare with, as in all waves but the
 * last, they show it; then, one that has committed counts as silent only once the day has gone round, and what the
 * others did within some hours says nothing of that.
 */
function waitsADay({ background, members }: RolloutSnapshot): boolean {
  if (background.devices >= leastControl * members.length) return false;
  return 2 * members.filter(isNew).length > members.length;
}

/** An older measurement stands for less. */
const olderCounts = 0.5;

/**
 * The usual silence at present, or as a wave found it when it began, whichever rests on more devices. What was
 * found then has grown since with the time that devices have had to go away.
 */
export function usualNow({ background, waves }: RolloutSnapshot, now: number): Background {
  const begunAt = waves[0]?.startedAt ?? now;
  return waves.reduce((best, { background: then, startedAt }) => {
    if (then === null || startedAt === null) return best;
    const grown = startedAt > begunAt ? Math.max(1, (now - begunAt) / (startedAt - begunAt)) : 1;
    const devices = olderCounts * then.devices;
    const silent = Math.min(devices, olderCounts * then.silent * grown);
    return devices > best.devices ? { devices, silent } : best;
  }, background);
}

interface Exposed {
  readonly installMs: number;
  readonly runningFrom: number | null;
  readonly member: Member;
  readonly isSilent: boolean;
}

/** Members that took this release up and can be judged; those that a person has seen and waived are left out. */
function exposedOf(snapshot: RolloutSnapshot, members: readonly Member[], now: number): Exposed[] {
  const isDayWaited = waitsADay(snapshot);
  return members.flatMap((member) => {
    if (!exposedStates.has(member.state) || member.revert || sleeps(member, now)) return [];
    const from = quietFrom(member, snapshot, isDayWaited);
    const wave = snapshot.waves[member.wave];
    if (from <= (wave?.waived?.at ?? Number.NEGATIVE_INFINITY)) return [];
    const { told } = member;
    const runningFrom = told?.phase === 'COMMITTED' ? told.since : null;
    const until = runningFrom ?? seenUntil(member, now);
    const installMs = Math.max(0, until - (wave?.startedAt ?? member.since));
    return [{ installMs, runningFrom, member, isSilent: from <= now }];
  });
}

const seenUntil = ({ online, lastSeenAt, since }: Member, now: number): number =>
  online ? now : (lastSeenAt ?? since);

/**
 * Silence of members that took this release up. A device that falls asleep while it installs is rare, as installs
 * are short: what many of them show in these minutes shows the release, whatever the fleet's habits are.
 */
export function silenceAmong(
  snapshot: RolloutSnapshot,
  members: readonly Member[],
  now: number,
): Silence {
  const exposed = exposedOf(snapshot, members, now);
  const hazard = hazardOf(snapshot, now);
  const silent = exposed.filter(({ isSilent }) => isSilent);
  const onWay = silent.filter(({ runningFrom }) => runningFrom === null).length;
  return {
    ...{ exposed: exposed.length, silent: silent.length },
    installing: countOf(onWay, installMsOf(exposed), hazard, countBelow.installing),
    running: countOf(
      silent.length - onWay,
      runningMsOf(exposed, graceOf(snapshot.plan)),
      hazard,
      countBelow.running,
    ),
  };
}

/** Members of the tail began later than their wave: an install counts for three usual ones at most. */
function installMsOf(exposed: readonly Exposed[]): number {
  const most =
    3 *
    (quantile(
      exposed.map(({ installMs }) => installMs),
      0.5,
    ) ?? 0);
  return exposed.reduce((sum, { installMs }) => sum + Math.min(installMs, most), 0);
}

/**
 * Until the last of them fell silent: what shows then must not fade while nothing is heard of any. A member that runs
 * it counts for its grace at least, or two that happened to go at once would be a wonder.
 */
function runningMsOf(exposed: readonly Exposed[], graceMs: number): number {
  const running = exposed.flatMap((one) =>
    one.runningFrom === null ? [] : [{ ...one, from: one.runningFrom }],
  );
  const until = running.reduce(
    (last, { isSilent, member }) => (isSilent ? Math.max(last, seenUntil(member, last)) : last),
    Number.NEGATIVE_INFINITY,
  );
  return running.reduce(
    (sum, { member, from }) =>
      sum + Math.max(graceMs, Math.min(until, seenUntil(member, until)) - from),
    0,
  );
}

/** The most that may fall silent before it halts, by the time that they had, or by the share of the others. */
export function silenceLimits(
  snapshot: RolloutSnapshot,
  { exposed, installing, running }: Silence,
  now: number,
): { readonly installing: number; readonly all: number } {
  const hazard = hazardOf(snapshot, now);
  return {
    installing: silentAtMost(hazard, installing.deviceMs, haltBelow),
    all: waitsADay(snapshot)
      ? usualAtMost(exposed, nobody)
      : Math.max(
          silentAtMost(hazard, installing.deviceMs + running.deviceMs, haltBelow),
          usualAtMost(exposed, usualNow(snapshot, now)),
        ),
  };
}

/** The next moment at which a member that nothing is heard of would count as silent. */
export function nextSilence(snapshot: RolloutSnapshot, now: number): number | null {
  const isDayWaited = waitsADay(snapshot);
  const later = snapshot.members
    .filter((m) => m.state === 'succeeded' && !m.revert && !m.online)
    .map((m) => quietFrom(m, snapshot, isDayWaited))
    .filter((at) => at > now && at < Number.POSITIVE_INFINITY);
  return later.length === 0 ? null : Math.min(...later);
}

/** The most that may fall silent before it halts. */
export const usualAtMost = (exposed: number, background: Background): number =>
  betaBinomialAtMost(exposed, ...usual(background), haltBelow);

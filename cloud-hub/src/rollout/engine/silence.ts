import { silentFrom, sleeps } from './absence.ts';
import { graceOf } from './deadlines.ts';
import type { Background, Member, RolloutSnapshot } from './rollout-state.ts';
import { betaBinomialAtMost, betaBinomialUpperTail } from './statistics.ts';

/**
 * What is assumed of the usual silence before anything was seen: about one device in 200, worth 200 observations.
 * Where devices outside of the rollout are at hand they soon outweigh it.
 */
const prior = { silent: 1, heard: 199 };
/** Counted as failures where chance alone gives so many less often than this. */
export const countBelow = 0.05;
/** Evidence to halt by itself, however few they are: looked at again and again, so it must be rare. */
export const haltBelow = 0.002;

export interface Silence {
  /** Members that took the release up and can be judged. */
  readonly exposed: number;
  readonly silent: number;
  /** So many would be silent anyway. */
  readonly expected: number;
  /** Chance of at least so many if the release had nothing to do with it. */
  readonly chance: number;
  /** What counts as failed of them. */
  readonly excess: number;
}

/** Beta(a, b) of the usual rate of silence. */
const usual = ({ devices, silent }: Background): [number, number] => [
  prior.silent + silent,
  prior.heard + Math.max(0, devices - silent),
];

export function silenceOf(exposed: number, silent: number, background: Background): Silence {
  const [a, b] = usual(background);
  const expected = (exposed * a) / (a + b);
  const chance = betaBinomialUpperTail(silent, exposed, a, b);
  const excess = chance < countBelow ? Math.max(0, silent - expected) : 0;
  return { exposed, silent, expected, chance, excess };
}

const exposedStates: ReadonlySet<Member['state']> = new Set([
  'installing',
  'held',
  'silent',
  'succeeded',
]);

/** Since when it counts as silent, though its state does not say so: committed or held members have no deadline. */
function quietFrom(member: Member, graceMs: number): number {
  if (member.state === 'silent') return member.since;
  const judged = member.state === 'succeeded' || member.state === 'held';
  return judged && !member.online
    ? silentFrom(member.since, member, graceMs)
    : Number.POSITIVE_INFINITY;
}

/** An older measurement stands for less: the longer the time, the more absences that nobody has seen before. */
const olderCounts = 0.5;

/** The usual silence at present, or as a wave found it when it began, whichever rests on more devices. */
export function usualNow({ background, waves }: RolloutSnapshot): Background {
  const begun = waves.flatMap((wave) => wave.background ?? []);
  return begun.reduce((best, { devices, silent }) => {
    const older = { devices: olderCounts * devices, silent: olderCounts * silent };
    return older.devices > best.devices ? older : best;
  }, background);
}

/** Silence of members that took this release up; those that a person has seen and waived are left out. */
export function silenceAmong(
  snapshot: RolloutSnapshot,
  members: readonly Member[],
  now: number,
): Silence {
  const graceMs = graceOf(snapshot.plan);
  let exposed = 0;
  let silent = 0;
  for (const member of members) {
    if (!exposedStates.has(member.state) || member.revert || sleeps(member, now)) continue;
    const from = quietFrom(member, graceMs);
    if (from <= (snapshot.waves[member.wave]?.waived?.at ?? Number.NEGATIVE_INFINITY)) continue;
    exposed++;
    if (from <= now) silent++;
  }
  return silenceOf(exposed, silent, usualNow(snapshot));
}

/** The next moment at which a member that nothing is heard of would count as silent. */
export function nextSilence({ members, plan }: RolloutSnapshot, now: number): number | null {
  const graceMs = graceOf(plan);
  const later = members
    .filter((m) => m.state === 'succeeded' && !m.revert && !m.online)
    .map((m) => quietFrom(m, graceMs))
    .filter((at) => at > now);
  return later.length === 0 ? null : Math.min(...later);
}

/** The most that may fall silent before it halts. */
export const usualAtMost = (exposed: number, background: Background): number =>
  betaBinomialAtMost(exposed, ...usual(background), haltBelow);

import { silentFrom, sleeps } from './absence.ts';
import { graceOf } from './deadlines.ts';
import type { Background, Member, RolloutSnapshot } from './rollout-state.ts';
import { betaBinomialAtMost, betaBinomialUpperTail } from './statistics.ts';

/**
 * What is assumed of the usual silence as long as it was not seen: about one device in 200. It is worth as many
 * observations as are missing to 200 devices outside of the rollout; beyond them it is Jeffreys' prior.
 */
const assumed = { rate: 1 / 200, devices: 200 };
/** Counted as failures where chance alone gives so many less often than this. */
export const countBelow = 0.05;
/** Evidence to halt by itself, however few they are: looked at again and again, so it must be rare. */
export const haltBelow = 0.002;

/** Beta(a, b) of the usual rate of silence. */
function usual({ devices, silent }: Background): [number, number] {
  const missing = Math.max(0, assumed.devices - devices);
  return [
    silent + Math.max(0.5, missing * assumed.rate),
    Math.max(0, devices - silent) + Math.max(0.5, missing * (1 - assumed.rate)),
  ];
}

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
function quietFrom(
  member: Member,
  { plan, state }: Pick<RolloutSnapshot, 'plan' | 'state'>,
): number {
  if (member.state === 'silent') return member.since;
  // Once it has succeeded, what becomes of devices that have committed is no matter of the rollout.
  const judged = member.state === 'held' || (member.state === 'succeeded' && state !== 'SUCCEEDED');
  return judged && !member.online
    ? silentFrom(member.since, member, graceOf(plan))
    : Number.POSITIVE_INFINITY;
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

/** Silence of members that took this release up; those that a person has seen and waived are left out. */
export function silenceAmong(
  snapshot: RolloutSnapshot,
  members: readonly Member[],
  now: number,
): Silence {
  let exposed = 0;
  let silent = 0;
  for (const member of members) {
    if (!exposedStates.has(member.state) || member.revert || sleeps(member, now)) continue;
    const from = quietFrom(member, snapshot);
    if (from <= (snapshot.waves[member.wave]?.waived?.at ?? Number.NEGATIVE_INFINITY)) continue;
    exposed++;
    if (from <= now) silent++;
  }
  return silenceOf(exposed, silent, usualNow(snapshot, now));
}

/** The next moment at which a member that nothing is heard of would count as silent. */
export function nextSilence(snapshot: RolloutSnapshot, now: number): number | null {
  const later = snapshot.members
    .filter((m) => m.state === 'succeeded' && !m.revert && !m.online)
    .map((m) => quietFrom(m, snapshot))
    .filter((at) => at > now);
  return later.length === 0 ? null : Math.min(...later);
}

/** The most that may fall silent before it halts. */
export const usualAtMost = (exposed: number, background: Background): number =>
  betaBinomialAtMost(exposed, ...usual(background), haltBelow);

import { behindAfter, behindAfterSwitch, type Cost, faded, worthASwitch } from './behind.ts';
import { isSame, keyOf } from './candidates.ts';
import { tinyShare } from './order.ts';
import type { Placed, PlacementMemory } from './placement.ts';
import type { Standing } from './standing.ts';
import { stepOf } from './step.ts';
import type { Question, Verdict } from './verdict.ts';
import { duration, figures, nameOf } from './words.ts';

/** So much energy is worth one late window. */
const joulesPerLateWindow = 100;
/** Of sums. */
const rounding = 1e-6;
/** Smaller differences of power are noise of the meter. */
const clearlyLess = 0.8;

interface Parts {
  /** In a millisecond, in late windows. */
  readonly late: number;
  readonly energy: number;
}

const costOf = ({ late, watts }: Standing, strideMs: number): Parts => ({
  late: strideMs > 0 ? late / strideMs : 0,
  energy: (watts ?? 0) / 1000 / joulesPerLateWindow,
});
const sumOf = ({ late, energy }: Parts): number => late + energy;

/** Of the time that no other switch is allowed, so much is expected to be spent where it was a mistake to go. */
const mistakenShare = 0.15;

/** What it costs to leave one, in late windows: the switch, and to be held where things usually go worse. */
function leavingCosts(
  one: Standing,
  standings: readonly Standing[],
  { policy, situation: { strideMs }, switches }: Asked,
): number {
  const others = standings.filter((other) => other !== one).map(({ lateIdle }) => lateIdle);
  const worse = Math.max(0, Math.min(...others) - one.lateIdle);
  const held = strideMs > 0 && others.length > 0 ? (worse * policy.dwellMs) / strideMs : 0;
  return worthASwitch(switches, policy.maxSwitchesPerHour) + mistakenShare * held;
}

export interface Asked extends Pick<Question, 'situation' | 'policy' | 'evidence' | 'current'> {
  /** Of the last hour. */
  readonly switches: number;
}

/** How far behind each one is, this sample counted. */
export function behindNow(
  { behind, decidedAt }: PlacementMemory,
  standings: readonly Standing[],
  asked: Asked,
): PlacementMemory['behind'] {
  if (asked.evidence.load === null) return behind;
  const { now, strideMs } = asked.situation;
  const costs = standings.map((one): [string, Cost] => {
    const isClosed = !isSame(one.candidate, asked.current) && isBarred(one);
    const perMs = isClosed ? null : sumOf(costOf(one, strideMs));
    return [keyOf(one.candidate), { perMs, most: leavingCosts(one, standings, asked) }];
  });
  const stepMs = stepOf(now, decidedAt);
  const isMetered = standings.every(({ watts }) => watts !== null);
  return behindAfter(isMetered ? behind : faded(behind, stepMs), new Map(costs), stepMs);
}

/** After a switch; where no power is measured nothing would ever make up for one that was made for others' sake. */
export function behindFrom(
  from: Placed,
  { to, code }: Verdict,
  { behind, standings }: Pick<Question, 'behind' | 'standings'>,
): PlacementMemory['behind'] {
  const isMetered = standings.every(({ watts }) => watts !== null);
  return isMetered || code === 'deadline'
    ? behindAfterSwitch(behind, keyOf(from), keyOf(to))
    : behind;
}

/** Others' use of the GPU is no bar to what would be in time: its lag counts it already. */
const isBarred = ({ leave }: Standing): boolean => leave.some(({ code }) => code !== 'gpuBusy');

/** Whatever has cost as much as to switch away would have, and still costs more, is left. */
export function decideByCost(question: Question): Verdict | null {
  const { own, standings, behind, policy, situation, evidence } = question;
  if (own === null) return null;
  const behindOf = (one: Standing) => behind[keyOf(one.candidate)] ?? 0;
  const to = standings
    .filter((one) => one !== own && !isBarred(one))
    .sort((a, b) => behindOf(a) - behindOf(b))[0];
  if (
    to === undefined ||
    behindOf(own) - behindOf(to) < leavingCosts(own, standings, question) - rounding
  )
    return null;
  const [mine, theirs] = [own, to].map((one) => costOf(one, situation.strideMs));
  if (mine === undefined || theirs === undefined || sumOf(theirs) >= sumOf(mine)) return null;
  const isWanted = policy.prefer === null || to.candidate.processor === policy.prefer;
  if (!isWanted && own.meets) return null;
  return mine.late - theirs.late > mine.energy - theirs.energy
    ? inTimeMoreOften(own, to, evidence.deadlineUs ?? 0)
    : takesLess(own, to);
}

function inTimeMoreOften(own: Standing, to: Standing, deadlineUs: number): Verdict {
  const takes = `${nameOf(own.candidate)} takes ${duration(own.lagUs)}, and ${duration(deadlineUs)} is the deadline`;
  const reason = `${takes}: about ${percent(own.late)} of its windows are late, of ${nameOf(to.candidate)} ${percent(to.late)} would be`;
  return { to: to.candidate, code: 'deadline', reason, manner: 'considered' };
}

function takesLess(own: Standing, to: Standing): Verdict | null {
  const [mine, theirs] = [own.watts ?? 0, to.watts ?? 0];
  const isTiny = own.candidate.processor === 'cpu' && own.share <= tinyShare;
  if (isTiny || to.enter.length > 0 || theirs > clearlyLess * mine) return null;
  const reason = `${nameOf(own.candidate)} takes ${figures(mine)} W, ${nameOf(to.candidate)} would take ${figures(theirs)} W`;
  return { to: to.candidate, code: 'energy', reason, manner: 'considered' };
}

/** To a tenth of a percent: more was not measured. */
const percent = (share: number): string =>
  share < 0.001 ? 'less than 0.1 %' : `${figures(100 * share)} %`;

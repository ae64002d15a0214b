import type { PlacementCode } from '../protocol/placement.ts';
import { coolest } from './candidates.ts';
import { ofDeadline, ranked } from './order.ts';
import type { Objection, Standing } from './standing.ts';
import type { Question, Verdict } from './verdict.ts';
import { seconds } from './waits.ts';
import { celsius, duration, nameOf } from './words.ts';

interface Grievance {
  readonly code: PlacementCode;
  readonly words: string;
  readonly lastedMs: number;
}

/**
 * What runs should be left: others use the GPU, it is hot, an over-current was counted, or the deadline is
 * missed; each for `leaveAfterMs`. It is not left for what would be worse.
 */
export function decideToLeave(question: Question): Verdict | null {
  const { own, policy } = question;
  if (own === null) return null;
  const grievances = grievancesOf(question, own);
  const ripe = grievances.filter(({ lastedMs }) => lastedMs >= policy.leaveAfterMs);
  const first = ripe[0];
  if (first === undefined) return null;
  const to = refuge(question, own, ripe);
  if (to === null) return null;
  const lasted = first.lastedMs > 0 ? ` for ${seconds(first.lastedMs)}` : '';
  const reason = `${first.words}${lasted}: ${nameOf(to.candidate)} takes ${ofDeadline(to)}`;
  return { to: to.candidate, code: first.code, reason, manner: 'considered' };
}

function grievancesOf({ waits, evidence, policy }: Question, own: Standing): Grievance[] {
  const objection = (code: Objection['code']) => own.leave.find((one) => one.code === code);
  const grievance = (code: PlacementCode, words: string | undefined): Grievance[] => {
    const lastedMs = waits.lasting(code, words !== undefined);
    return lastedMs === null || words === undefined ? [] : [{ code, words, lastedMs }];
  };
  const { headroomC, deadlineUs } = evidence;
  const isHot = headroomC !== null && headroomC < policy.leaveHeadroomC;
  const hot = isHot ? `${celsius(headroomC)} are left to throttling` : undefined;
  const missed =
    own.meets || deadlineUs === null
      ? undefined
      : `${nameOf(own.candidate)} takes ${duration(own.lagUs)}, and ${duration(deadlineUs)} is the deadline`;
  return [
    ...grievance('overCurrent', objection('overCurrent')?.words),
    ...grievance('heat', hot),
    ...grievance('gpuBusy', objection('gpuBusy')?.words),
    ...grievance('deadline', missed),
  ];
}

/** Where to go; null: nowhere better. */
function refuge(question: Question, own: Standing, ripe: readonly Grievance[]): Standing | null {
  const { standings, policy } = question;
  const has = (code: PlacementCode) => ripe.some((one) => one.code === code);
  const onGpu = own.candidate.processor === 'gpu';
  const open = standings.filter(
    (one) => one !== own && one.leave.length === 0 && (onGpu || isWorthIt(one, own, has)),
  );
  const meeting = ranked(
    open.filter(({ meets }) => meets),
    policy,
  )[0];
  const cheapest = coolest([own, ...open].map(({ candidate }) => candidate));
  if (has('heat') && (has('gpuBusy') || has('deadline')))
    return open.find(({ candidate }) => candidate === cheapest) ?? null;
  if (meeting !== undefined) return meeting;
  if (!has('deadline')) return null;
  const fastest = [...open].sort((a, b) => a.lagUs - b.lagUs)[0];
  return fastest !== undefined && fastest.lagUs * muchFaster <= own.lagUs ? fastest : null;
}

/** Where neither meets the deadline, a switch has to win at least this. */
const muchFaster = 1.25;

/** On the CPU heat alone is left only for what does less work. */
const isWorthIt = (one: Standing, own: Standing, has: (code: PlacementCode) => boolean): boolean =>
  has('deadline') ||
  (one.candidate.processor === 'cpu' && one.candidate.energy <= 0.8 * own.candidate.energy);

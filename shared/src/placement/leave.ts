import type { PlacementCode } from '../protocol/placement.ts';
import { ofDeadline, ranked } from './order.ts';
import type { Objection, Standing } from './standing.ts';
import type { Question, Verdict } from './verdict.ts';
import { seconds } from './waits.ts';
import { capital, celsius, duration, nameOf } from './words.ts';

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
  const steady = steadyOf(question, own);
  const grievances = grievancesOf(question, own);
  const ripe = grievances.filter(({ lastedMs }) => lastedMs >= policy.leaveAfterMs);
  const first = ripe[0];
  if (first === undefined) return null;
  const to = refuge(question, own, ripe, steady);
  if (to === null) return null;
  const lasted = first.lastedMs > 0 ? ` for ${seconds(first.lastedMs)}` : '';
  const words = first.code === 'deadline' ? first.words : capital(first.words);
  const reason = `${words}${lasted}: ${nameOf(to.candidate)} takes ${ofDeadline(to)}`;
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

/** What else could run, and has been so for as long as a grievance has to last. */
interface Steady {
  /** Nothing objects. */
  readonly open: readonly Standing[];
  readonly meeting: readonly Standing[];
}

/** One good sample, or one that lacks a figure, is no reason to trust a place. */
function steadyOf({ standings, waits, policy }: Question, own: Standing): Steady {
  const lasting = (what: string, holds: (one: Standing) => boolean) =>
    (['cpu', 'gpu'] as const).flatMap((processor) => {
      const those = standings.filter(
        (one) => one !== own && one.candidate.processor === processor && holds(one),
      );
      const lastedMs = waits.lasting(`${what}:${processor}`, those.length > 0);
      return lastedMs !== null && lastedMs >= policy.leaveAfterMs ? those : [];
    });
  return {
    open: lasting('open', ({ leave }) => leave.length === 0),
    meeting: lasting('meets', ({ leave, meets }) => leave.length === 0 && meets),
  };
}

/** Where to go; null: nowhere better. */
function refuge(
  question: Question,
  own: Standing,
  ripe: readonly Grievance[],
  steady: Steady,
): Standing | null {
  const { policy } = question;
  const has = (code: PlacementCode) => ripe.some((one) => one.code === code);
  const onGpu = own.candidate.processor === 'gpu';
  const worth = (one: Standing) =>
    onGpu ? !isHotterRefuge(one, own, ripe) : isWorthIt(one, own, has);
  const open = steady.open.filter(worth);
  if (has('heat') && (has('gpuBusy') || has('deadline'))) {
    const energies = [own, ...open].map(({ candidate }) => candidate.energy);
    const to = open.find(({ candidate }) => candidate.energy === Math.min(...energies));
    if (to !== undefined) return to;
  }
  const meeting = steady.meeting.filter(worth);
  return ranked(meeting, policy)[0] ?? null;
}

/** For heat alone nothing is left for what is measured to take more. */
const isHotterRefuge = (one: Standing, own: Standing, ripe: readonly Grievance[]): boolean =>
  ripe.every(({ code }) => code === 'heat') &&
  one.watts !== null &&
  own.watts !== null &&
  one.watts >= own.watts;

/** On the CPU heat alone is left only for what does less work. */
const isWorthIt = (one: Standing, own: Standing, has: (code: PlacementCode) => boolean): boolean =>
  has('deadline') ||
  (one.candidate.processor === 'cpu' && one.candidate.energy <= 0.8 * own.candidate.energy);

import type { PlacementCode, PlacementPolicy } from '../protocol/placement.ts';
import { switchCostWindows } from './behind.ts';
import { keyOf } from './candidates.ts';
import { type Advantage, advantageOver, ranked, tinyShare } from './order.ts';
import type { Standing } from './standing.ts';
import type { Question, Verdict } from './verdict.ts';
import { seconds } from './waits.ts';
import { capital } from './words.ts';

export interface Improvement {
  readonly to: Standing;
  readonly advantage: Advantage;
  readonly lastedMs: number;
  /** What it has to save before it is worth a switch, in late windows; 0 where that does not count. */
  readonly missing: number;
}

/** The best of those that would be better than what runs, and to which nothing objects; ripe or not. */
export function improvementOf({
  own,
  standings,
  policy,
  evidence,
  waits,
  behind,
}: Question): Improvement | null {
  if (own === null) return null;
  const isHot = isHotFor(policy, evidence.headroomC);
  const open = standings.filter((one) => one !== own && one.enter.length === 0);
  const found = ranked(open, policy).flatMap((to) => {
    const advantage = advantageOver(to, own, policy, isHot);
    return advantage === null ? [] : [{ to, advantage }];
  });
  // Every processor's wait runs, whichever of them is best at the moment.
  const lasted = (['cpu', 'gpu'] as const).map((processor) => {
    const holds = found.some(({ to }) => to.candidate.processor === processor);
    return [processor, waits.lasting(`better:${processor}`, holds) ?? 0] as const;
  });
  const best = found[0];
  if (best === undefined) return null;
  const lastedMs = new Map(lasted).get(best.to.candidate.processor) ?? 0;
  return { ...best, lastedMs, missing: missingOf(best, own, behind) };
}

/** Where energy is measured, being faster or small is no reason by itself: only what it saves, and time. */
function missingOf(
  { to, advantage }: Pick<Improvement, 'to' | 'advantage'>,
  own: Standing,
  behind: Question['behind'],
): number {
  if (advantage.code !== 'small' && advantage.code !== 'faster') return 0;
  if (to.candidate.processor === 'cpu' && to.share <= tinyShare) return 0;
  const [theirs, mine] = [to, own].map(({ candidate }) => behind[keyOf(candidate)] ?? 0);
  const lead = (mine ?? 0) - (theirs ?? 0);
  return Math.max(0, (to.watts === null ? 0 : switchCostWindows) - lead);
}

/** How long an improvement must have been one: twice as long for every switch but one of the last hour. */
export const patienceMs = ({ returnAfterMs }: PlacementPolicy, switches: number): number =>
  returnAfterMs * 2 ** Math.min(mostDoublings, Math.max(0, switches - 1));

const mostDoublings = 4;
/** Late windows. */
export const negligible = 0.1;

export function decideToImprove(
  { patience }: Question,
  improvement: Improvement | null,
): Verdict | null {
  if (improvement === null || improvement.lastedMs < patience) return null;
  if (improvement.missing > negligible) return null;
  const { to, advantage, lastedMs } = improvement;
  const { code, words } = advantage;
  const lasted = lastedMs > 0 ? `; it has been so for ${seconds(lastedMs)}` : '';
  const reason = `${beginWithName.has(code) ? words : capital(words)}${lasted}`;
  return { to: to.candidate, code, reason, manner: 'considered' };
}

/** The name of a variant is written as it is. */
const beginWithName: ReadonlySet<PlacementCode> = new Set(['faster', 'small', 'quality']);

/** Whatever does more work waits until it is cool. */
export const isHotFor = (
  { leaveHeadroomC, returnHeadroomC }: { leaveHeadroomC: number; returnHeadroomC: number },
  headroomC: number | null,
): boolean => headroomC !== null && headroomC <= Math.max(leaveHeadroomC, returnHeadroomC);

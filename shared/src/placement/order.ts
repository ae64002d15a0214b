import type { PlacementCode, PlacementPolicy } from '../protocol/placement.ts';
import { keyOf } from './candidates.ts';
import type { Standing } from './standing.ts';
import { duration, figures, nameOf } from './words.ts';

/**
 * Shares of the deadline. Up to the first the CPU is taken whatever else; up to the second it serves as well as
 * anything; what runs there already stays up to the third. The last two were set by the simulation of a fleet's
 * day (test/bench/placement): more room wins nothing, and every switch costs.
 */
export const tinyShare = 0.05;
export const smallShare = 0.5;
export const smallShareToStay = 0.6;
/** Smaller differences of AUROC are noise (facts of the detectors' study). */
const aurocStep = 0.005;
const muchFaster = 2;
const muchCheaper = 0.8;

/** The best first, and after all of them those to which something objects. */
export const inOrder = (standings: readonly Standing[], policy: PlacementPolicy): Standing[] =>
  ranked(standings, policy).sort(
    (a, b) => Math.min(1, a.leave.length) - Math.min(1, b.leave.length),
  );

/** The best first, whatever objects; the choice does not hang on the order of the profiles. */
export function ranked(standings: readonly Standing[], policy: PlacementPolicy): Standing[] {
  const fastestUs = Math.min(...standings.map(({ lagUs }) => lagUs));
  const ranks = ranksOf(policy, fastestUs);
  return [...standings].sort((a, b) => {
    for (const rank of ranks) {
      const difference = rank(a) - rank(b);
      if (difference !== 0) return difference;
    }
    return keyOf(a.candidate) < keyOf(b.candidate) ? -1 : 1;
  });
}

const ranksOf = (policy: PlacementPolicy, fastestUs: number): ((one: Standing) => number)[] => [
  ({ meets }) => (meets ? 0 : 1),
  ({ meets, lagUs }) => (meets ? 0 : lagUs),
  ({ candidate }) => (policy.prefer !== null && candidate.processor !== policy.prefer ? 1 : 0),
  ({ candidate }) => (policy.powerSaving ? candidate.energy : 0),
  ({ share, candidate }) => (share <= tinyShare && candidate.processor === 'cpu' ? 0 : 1),
  ({ share, lagUs }) => (share <= smallShare ? 0 : Math.floor(Math.log2(lagUs / fastestUs))),
  ({ candidate }) => -Math.round((candidate.auroc ?? 0) / aurocStep),
  ({ share, candidate }) => (share <= smallShare && candidate.processor === 'cpu' ? 0 : 1),
  ({ candidate }) => candidate.energy,
];

export interface Advantage {
  readonly code: PlacementCode;
  readonly words: string;
}

/** Why `one` is worth a switch from `other`; null where it is not. Each way asks for a margin. */
export function advantageOver(
  one: Standing,
  other: Standing,
  policy: PlacementPolicy,
  isHot: boolean,
): Advantage | null {
  if (!one.meets) return null;
  const [a, b] = [one.candidate, other.candidate];
  const name = nameOf(a);
  if (policy.prefer !== null && a.processor !== b.processor)
    return a.processor === policy.prefer
      ? {
          code: 'policy',
          words: `the policy prefers the ${a.processor.toUpperCase()}, and ${keeps(one)}`,
        }
      : null;
  const cheaper = a.energy <= muchCheaper * b.energy;
  if (policy.powerSaving)
    return cheaper
      ? {
          code: 'policy',
          words: `power saving: ${name} takes ${ratio(b.energy / a.energy)} less energy, and ${keeps(one)}`,
        }
      : null;
  if (isHot && a.processor === 'cpu' && b.processor === 'cpu')
    return cheaper ? { code: 'heat', words: `it is hot, and ${name} does less work` } : null;
  return ordinary(one, other);
}

/** With no wish of the operator: the CPU where it is enough, then much faster, then better. */
function ordinary(one: Standing, other: Standing): Advantage | null {
  const [a, b] = [one.candidate, other.candidate];
  if (a.processor === 'cpu' && b.processor === 'gpu') {
    const isEnough = one.share <= tinyShare || (one.share <= smallShare && !isBetter(other, one));
    const words = `${nameOf(a)} takes ${ofDeadline(one)}: ${nothingToWin}`;
    return isEnough ? { code: 'small', words } : (faster(one, other) ?? better(one, other));
  }
  if (a.processor === 'gpu' && b.processor === 'cpu' && other.share <= tinyShare) return null;
  if (b.processor === 'cpu' && other.share <= smallShareToStay) return better(one, other);
  return faster(one, other) ?? better(one, other);
}

export const nothingToWin = 'the GPU could win nothing that matters';

export const isMuchFaster = (one: Standing, other: Standing): boolean =>
  one.lagUs * muchFaster <= other.lagUs;

function faster(one: Standing, other: Standing): Advantage | null {
  if (!isMuchFaster(one, other) || other.share <= smallShare) return null;
  const words = `${nameOf(one.candidate)} takes ${duration(one.lagUs)}, ${nameOf(other.candidate)} ${duration(other.lagUs)}`;
  return { code: 'faster', words };
}

/** Better by its evaluation, and about as fast. */
function better(one: Standing, other: Standing): Advantage | null {
  const isEqual = one.lagUs <= other.lagUs * 1.25 || one.share <= smallShare;
  if (!isEqual || !isBetter(one, other)) return null;
  const [a, b] = [one, other].map(({ candidate }) => candidate.auroc?.toFixed(3));
  return { code: 'quality', words: `${nameOf(one.candidate)} has AUROC ${a} against ${b}` };
}

/** Where the quality of one is not known, none is better. */
function isBetter(one: Standing, other: Standing): boolean {
  const [a, b] = [one.candidate.auroc, other.candidate.auroc];
  return a !== null && b !== null && a - b >= aurocStep;
}

const ratio = (times: number): string => `${figures(times)} times`;

export const ofDeadline = ({ lagUs, share }: Standing): string =>
  share === 0 ? duration(lagUs) : `${duration(lagUs)} (${figures(100 * share)} % of the deadline)`;

const keeps = (one: Standing): string => `${nameOf(one.candidate)} takes ${ofDeadline(one)}`;

import { processorOf } from '../protocol/placement.ts';
import { type Candidate, isSame, keyOf } from './candidates.ts';
import { type Contention, stretchOf } from './contention.ts';
import type { Evidence } from './evidence.ts';
import { clamp, known } from './known.ts';
import type { PlacementMemory, Predicted, Situation } from './placement.ts';

type Corrections = PlacementMemory['corrections'];

/** Slow, so that one odd sample changes nothing. */
const learnsWithinMs = 120_000;
/** What is not observed any more is believed less and less, or it would never be tried again. */
const forgetsWithinMs = 3_600_000;
/** A decision long after the last one learns no more than this makes up. */
const longestStepMs = 30_000;
const bounds = { least: 0.4, most: 4 } as const;

/** p95 of each candidate under the present load. */
export const predict = (
  candidates: readonly Candidate[],
  { contention }: Evidence,
  corrections: Corrections,
): Predicted[] =>
  candidates.map(({ variant, provider, p95Us: idleP95Us }) => {
    const stretch = stretchOf(provider, idleP95Us, contention);
    const key = keyOf({ variant, provider });
    const banded = known(corrections[bandedKey(key, provider, contention)]);
    const correction = banded === null ? correctionOf(corrections, key) : clampCorrection(banded);
    const p95Us = idleP95Us * stretch * correction;
    return { variant, provider, p95Us, idleP95Us, stretch, correction };
  });

/**
 * What was observed of the running one against what is predicted, averaged in the logarithm; of the others,
 * a little nearer to 1. Only candidates are kept.
 */
export function learn(
  { now, running }: Situation,
  candidates: readonly Candidate[],
  evidence: Evidence,
  { corrections, decidedAt }: PlacementMemory,
): Corrections {
  const stepMs = decidedAt === null ? 0 : clamp(now - decidedAt, 0, longestStepMs);
  const learned = candidates.flatMap((candidate): [string, number][] => {
    const seen = isSame(candidate, running) ? observedRatio(candidate, evidence) : null;
    const key = keyOf(candidate);
    const now = bandedKey(key, candidate.provider, evidence.contention);
    const bands = Object.keys(corrections).filter((one) => one.startsWith(`${key}@`));
    return [...new Set([key, ...bands, ...(seen === null ? [] : [now])])].flatMap((one) => {
      const isSeen = seen !== null && (one === key || one === now);
      const first = one === key ? 1 : correctionOf(corrections, key);
      const before = Math.log(clampCorrection(known(corrections[one]) ?? first));
      const [target, withinMs] = isSeen
        ? [Math.log(seen), learnsWithinMs]
        : [0, one === key ? forgetsWithinMs : bandForgetsWithinMs];
      const after = Math.exp(before + (target - before) * (1 - Math.exp(-stepMs / withinMs)));
      return after === 1 ? [] : [[one, clampCorrection(after)] as [string, number]];
    });
  });
  return Object.fromEntries(learned);
}

/** Lower ends, in percent of the GPU that others use. */
const bandsFrom = [0, 50, 80, 90, 95] as const;
const bandForgetsWithinMs = 4 * 3_600_000;

function bandedKey(key: string, provider: string, { otherGpu }: Contention): string {
  if (processorOf(provider) === 'cpu' || otherGpu === null) return key;
  return `${key}@${bandsFrom.findLast((from) => from <= 100 * otherGpu) ?? 0}`;
}

/** Runs are compared with runs; the lag, which waits in queues too, only where nothing else was measured. */
function observedRatio(candidate: Candidate, { observed, contention }: Evidence): number | null {
  const seen = known(observed?.p95Us) ?? known(observed?.lagP95Us);
  if (seen === null || seen <= 0) return null;
  const ratio =
    seen / (candidate.p95Us * stretchOf(candidate.provider, candidate.p95Us, contention));
  return clamp(ratio, bounds.least, bounds.most);
}

const correctionOf = (corrections: Corrections, key: string): number =>
  clampCorrection(known(corrections[key]) ?? 1);

const clampCorrection = (value: number): number => clamp(value, bounds.least, bounds.most);

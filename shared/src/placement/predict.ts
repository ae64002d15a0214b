import { type Candidate, isSame, keyOf } from './candidates.ts';
import { stretchOf } from './contention.ts';
import { correctionAt, withObserved, withoutObserved } from './corrections.ts';
import type { Evidence } from './evidence.ts';
import { known } from './known.ts';
import type { PlacementMemory, Predicted, Situation } from './placement.ts';
import { stepOf } from './step.ts';

type Corrections = PlacementMemory['corrections'];

/** p95 of each candidate under the present load. */
export const predict = (
  candidates: readonly Candidate[],
  { contention }: Evidence,
  corrections: Corrections,
): Predicted[] =>
  candidates.map(({ variant, provider, p95Us: idleP95Us }) => {
    const stretch = stretchOf(provider, idleP95Us, contention);
    const correction = correctionAt(corrections, keyOf({ variant, provider }), stretch);
    const p95Us = idleP95Us * stretch * correction;
    return { variant, provider, p95Us, idleP95Us, stretch, correction };
  });

/**
 * What was observed of the running one against what is predicted, under loads of this kind; of all others, a
 * little nearer to 1. Only candidates are kept.
 */
export function learn(
  { now, running }: Situation,
  candidates: readonly Candidate[],
  evidence: Evidence,
  { corrections, decidedAt }: PlacementMemory,
): Corrections {
  const stepMs = stepOf(now, decidedAt);
  const learned = candidates.map((candidate): Corrections => {
    const key = keyOf(candidate);
    const seenUs = isSame(candidate, running) ? observedUs(evidence) : null;
    if (seenUs === null) return withoutObserved(corrections, key, stepMs);
    const stretch = stretchOf(candidate.provider, candidate.p95Us, evidence.contention);
    const ratio = seenUs / (candidate.p95Us * stretch);
    return withObserved(corrections, key, { stretch, ratio, stepMs });
  });
  return Object.assign({}, ...learned);
}

/** Runs are compared with runs; the lag, which waits in queues too, only where nothing else was measured. */
function observedUs({ observed }: Evidence): number | null {
  const seen = known(observed?.p95Us) ?? known(observed?.lagP95Us);
  return seen === null || seen <= 0 ? null : seen;
}

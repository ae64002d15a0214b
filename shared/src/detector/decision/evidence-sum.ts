import { z } from 'zod';

/** Evidence that is summed over windows side by side. */
export const EvidenceSum = z.object({
  value: z.number(),
  /** Windows since the last one that counted; the next counts when none of its rows has been seen. */
  skipped: z.int().min(0),
});
export type EvidenceSum = z.infer<typeof EvidenceSum>;

export const noEvidence: EvidenceSum = { value: 0, skipped: 0 };

export type SummedKind = 'cusum' | 'martingale';

/** Page's reference value: twice the mean of -ln p on normal data, which is 1. */
const reference = 2;
/** Solves e^(-θ·reference) / (1 - θ) = 1: the exponent of an excursion's height when -ln p is exponential. */
export const cusumExponent = 0.79681213002002;
/** A sum far above its level would take as long to come back as the fault has lasted. */
const ceiling = 2;

/**
 * The level that normal data reaches once in 1/rate blocks of a window's length. CUSUM: Page, 1954, with
 * Lundberg's exponent. Martingale: an e-detector's average run length is at least 1/rate at the level
 * 1/rate (Shin, Ramdas & Rinaldo, 2023); this is its logarithm.
 * @param rate alarms per block
 */
export const evidenceLevel = (kind: SummedKind, rate: number): number =>
  -Math.log(rate) / (kind === 'cusum' ? cusumExponent : 1);

/**
 * Adds one window. Only every `windowLength`-th counts, so that p-values come from rows of their own and
 * are nearly exchangeable; the sum stands still in between.
 * @param raiseLevel bounds the sum, at twice the level
 */
export function addEvidence(
  state: EvidenceSum,
  kind: SummedKind,
  pValue: number,
  { windowLength, raiseLevel }: { readonly windowLength: number; readonly raiseLevel: number },
): EvidenceSum {
  const skipped = state.skipped + 1;
  if (skipped < windowLength) return { ...state, skipped };
  const surprise = -Math.log(Math.min(1, Math.max(Number.MIN_VALUE, pValue)));
  const sum =
    kind === 'cusum'
      ? Math.max(0, state.value + surprise - reference)
      : Math.max(0, state.value) + logMixtureBet(surprise);
  return { value: Math.min(ceiling * raiseLevel, sum), skipped: 0 };
}

/**
 * Logarithm of the simple mixture bet ∫₀¹ ε·p^(ε-1) dε (Vovk, Nouretdinov & Gammerman, 2003), which is
 * (e^s - 1 - s) / s² at p = e^-s.
 */
export function logMixtureBet(surprise: number): number {
  if (surprise < 1e-3) return Math.log(0.5 + surprise / 6);
  return surprise + Math.log1p(-Math.exp(-surprise) * (1 + surprise)) - 2 * Math.log(surprise);
}

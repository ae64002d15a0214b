import { z } from 'zod';
import { AdaptiveLevel, unmoved } from './adaptive-level.ts';
import { type AlertState, quietState } from './alert-state.ts';
import { beginCommissioning, Commissioning } from './commissioning.ts';
import { EvidenceSum, noEvidence } from './evidence-sum.ts';

/** What the judge of a stream has learned, and is kept on disk. */
export const Learned = z.object({
  commissioning: Commissioning,
  adaptive: AdaptiveLevel,
  evidence: EvidenceSum,
  /** The level as it was last told, and when, ms UTC; null before the first window. */
  told: z.object({ level: z.number(), at: z.number() }).nullable(),
});
export type Learned = z.infer<typeof Learned>;

/** Everything that is remembered of one stream between two windows. Plain data. */
export interface DecisionState extends Learned {
  readonly alert: AlertState;
}

export const nothingLearned: Learned = {
  commissioning: beginCommissioning(false),
  adaptive: unmoved,
  evidence: noEvidence,
  told: null,
};

export const initialDecision: DecisionState = { ...nothingLearned, alert: quietState };

import { z } from 'zod';
import { DetectorKind } from '../detector/detector-kind.ts';

const Auroc = z.number().min(0).max(1);

/** What one detector was worth when it was compared with the others, on rows it had not learned from. */
export const DetectorCandidate = z.object({
  detector: DetectorKind,
  /** Mean over the kinds of injected faults. */
  injected: Auroc,
  /** Standard deviation of that mean between equal shares of the faults: how far the draw moves it. */
  spread: z.number().min(0),
  /** By kind of injected fault. */
  byKind: z.record(z.string().max(32), Auroc),
  /** On the rows that were labelled anomalous; null where there are none. */
  labelled: Auroc.nullable(),
});
export type DetectorCandidate = z.infer<typeof DetectorCandidate>;

/** Why this detector and no other: what `train --arch auto` found. */
export const DetectorChoice = z.object({
  detector: DetectorKind,
  /** One sentence for people. */
  reason: z.string().max(512),
  /** Which rows the candidates were compared on, for people. */
  judgedOn: z.string().max(256),
  /** Best first; empty where the recordings were too short to compare anything. */
  candidates: z.array(DetectorCandidate),
});
export type DetectorChoice = z.infer<typeof DetectorChoice>;

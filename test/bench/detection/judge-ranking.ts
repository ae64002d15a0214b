import { auprc, auroc } from '@lookout/shared/detector/evaluation/ranking';
import { defaultBuffer, vusPr } from '@lookout/shared/detector/evaluation/vus';
import { type ScoredRecording, windowLength } from './score-file.ts';

/** How well the scores of one file rank its anomalous windows above its normal ones. */
export interface FileRanking {
  readonly auroc: number;
  readonly auprc: number;
  readonly vusPr: number;
}

/** @throws RangeError where the file has one class of windows only */
export function rankFile(parts: readonly ScoredRecording[]): FileRanking {
  const scores = parts.flatMap((part) => Array.from(part.scores));
  const labels = parts.flatMap((part) => Array.from(part.labels));
  const runs = parts.map((part) => part.scores.length);
  const ranking = {
    auroc: auroc(scores, labels),
    auprc: auprc(scores, labels),
    vusPr: vusPr(scores, labels, { buffer: defaultBuffer(windowLength), runs }),
  };
  const { auroc: a, auprc: b, vusPr: c } = ranking;
  if (a === null || b === null || c === null)
    throw new RangeError('a test file has one class only');
  return { auroc: a, auprc: b, vusPr: c };
}

import type { DetectorCandidate } from '@lookout/shared/bundle/detector-choice';
import type { DetectorKind } from '@lookout/shared/detector/detector-kind';
import { mean, standardDeviation } from '@lookout/shared/detector/evaluation/averages';
import { auroc } from '@lookout/shared/detector/evaluation/ranking';
import type { FaultKind } from '@lookout/shared/detector/faults/fault';

/** Scores of one detector, higher is stranger. */
export interface CandidateScores {
  readonly normal: ArrayLike<number>;
  /** One entry for every injected fault. */
  readonly faults: readonly { readonly kind: FaultKind; readonly scores: readonly number[] }[];
  /** Of windows that end on a row labelled anomalous; null where there are too few. */
  readonly labelled: readonly number[] | null;
}

/** Shares into which the faults are dealt to see how far their draw moves the figure. */
const draws = 5;

/** Macro AUROC: every kind of fault counts alike, however many there are of it. */
export function judgeCandidate(
  detector: DetectorKind,
  { normal, faults, labelled }: CandidateScores,
): DetectorCandidate {
  const normalScores = Array.from(normal);
  const rank = (scores: readonly number[]): number | null =>
    auroc([...normalScores, ...scores], [...normalScores.map(() => 0), ...scores.map(() => 1)]);
  const macro = (some: CandidateScores['faults']) => {
    const kinds = [...new Set(some.map(({ kind }) => kind))];
    return kinds.flatMap((kind): [FaultKind, number][] => {
      const scores = some.filter((fault) => fault.kind === kind).flatMap((fault) => fault.scores);
      const area = rank(scores);
      return area === null ? [] : [[kind, area]];
    });
  };
  const byKind = macro(faults);
  const labelledArea = labelled && rank(labelled);
  const parts = Array.from({ length: draws }, (_, draw) =>
    mean(macro(faults.filter((_fault, i) => i % draws === draw)).map(([, area]) => area)),
  ).filter(Number.isFinite);
  return {
    detector,
    injected: rounded(mean(byKind.map(([, area]) => area))),
    spread: rounded(standardDeviation(parts)),
    byKind: Object.fromEntries(byKind.map(([kind, area]) => [kind, rounded(area)])),
    labelled: labelledArea === null ? null : rounded(labelledArea),
  };
}

/** It goes into the manifest, which devices fetch: digits that say nothing stay behind. */
const rounded = (value: number): number => Number(value.toFixed(4));

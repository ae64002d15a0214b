import type { Baselines } from '@lookout/shared/bundle/baselines-file';
import {
  type BaselineName,
  baselineNames,
  scoreBaselines,
} from '@lookout/shared/detector/baseline/baselines';
import {
  aurocCi,
  aurocDifferenceCi,
  type Interval,
} from '@lookout/shared/detector/evaluation/auroc-interval';
import { bootstrapOf } from '../evaluation/rank-detectors.ts';
import { type JudgedWindows, type JudgingSet, judgedWindows } from './judging-set.ts';

/** Another detector beside the product's: how well it ranks, and by how much better. */
export interface Rank {
  readonly auroc: Interval | null;
  /** Less the product's own, on the same resamples. */
  readonly difference: Interval | null;
}

/** @param scores [windows] of the judged recordings; @param own the product's on the same */
export function rankAgainst(
  scores: ArrayLike<number>,
  own: ArrayLike<number>,
  windows: JudgedWindows,
  windowLength: number,
): Rank {
  const { labels } = windows;
  return {
    auroc: aurocCi(scores, labels, bootstrapOf(windows, windowLength)),
    difference: aurocDifferenceCi(scores, own, labels, bootstrapOf(windows, windowLength)),
  };
}

/** Every plain statistic on the judged recordings. */
export function rankBaselines(
  baselines: Baselines,
  set: JudgingSet,
  own: ArrayLike<number>,
): { readonly name: BaselineName; readonly rank: Rank }[] {
  const windows = judgedWindows(set);
  const scored = set.judge.map((recording, i) =>
    scoreBaselines(baselines, recording, windows.ends[i] ?? new Int32Array()),
  );
  return baselineNames.map((name) => {
    const scores = Float64Array.from(scored.flatMap((part) => Array.from(part[name])));
    return { name, rank: rankAgainst(scores, own, windows, set.windowLength) };
  });
}

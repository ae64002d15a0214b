import { type BaselineName, baselineNames } from '@lookout/shared/detector/baseline/baselines';
import {
  aurocCi,
  aurocDifferenceCi,
  type Interval,
  type IntervalOptions,
} from '@lookout/shared/detector/evaluation/auroc-interval';
import { defaultBlockLength } from '@lookout/shared/detector/evaluation/block-bootstrap';
import { eventSpans } from '@lookout/shared/detector/evaluation/events';
import { auprc, auroc } from '@lookout/shared/detector/evaluation/ranking';
import { defaultBuffer, volumeUnderSurface } from '@lookout/shared/detector/evaluation/vus';
import { mixSeed, Random } from '@lookout/shared/simulator/random';
import { type Pool, perBaseline } from './pool.ts';

/** How well scores rank anomalous above normal windows; null where a class of windows is missing. */
export interface Ranking {
  readonly auroc: number | null;
  /** 95 %, block bootstrap; null too where events are so few that resamples lack them. */
  readonly aurocInterval: { readonly low: number; readonly high: number } | null;
  readonly auprc: number | null;
  readonly vusPr: number | null;
  readonly vusRoc: number | null;
}

export interface DetectorRankings extends Ranking {
  readonly baselines: Readonly<Record<BaselineName, Ranking>>;
}

/** The detector's AUROC less that of the best baseline, judged on the same resamples. */
export interface AgainstBest extends Interval {
  readonly baseline: BaselineName;
}

/** The detector and every baseline on the same windows. */
export function rankDetectors(pool: Pool, windowLength: number): DetectorRankings {
  const rank = (scores: Float64Array): Ranking => {
    const interval = aurocCi(scores, pool.labels, bootstrapOf(pool, windowLength));
    const volume = volumeUnderSurface(scores, pool.labels, {
      buffer: defaultBuffer(windowLength),
      runs: pool.runs,
    });
    return {
      auroc: auroc(scores, pool.labels),
      aurocInterval: interval && { low: interval.low, high: interval.high },
      auprc: auprc(scores, pool.labels),
      vusPr: volume?.vusPr ?? null,
      vusRoc: volume?.vusRoc ?? null,
    };
  };
  return { ...rank(pool.scores), baselines: perBaseline((name) => rank(pool.baselines[name])) };
}

/** Null where a class of windows is missing. */
export function againstBest(
  pool: Pool,
  { baselines }: DetectorRankings,
  windowLength: number,
): AgainstBest | null {
  const [baseline] = [...baselineNames].sort(
    (a, b) => (baselines[b].auroc ?? 0) - (baselines[a].auroc ?? 0),
  );
  if (!baseline) return null;
  const others = pool.baselines[baseline];
  const options = bootstrapOf(pool, windowLength);
  const difference = aurocDifferenceCi(pool.scores, others, pool.labels, options);
  return difference && { baseline, ...difference };
}

/** Enough for the second digit of a limit, and no more than a second or two of work. */
const resampleWork = 1e7;

/** The same resamples at every call, so that a figure is the same whenever it is measured. */
export function bootstrapOf(
  { labels, runs }: Pick<Pool, 'labels' | 'runs'>,
  windowLength: number,
): Required<IntervalOptions> {
  const random = new Random(mixSeed(1, labels.length));
  return {
    level: 0.95,
    resamples: Math.round(Math.min(1000, Math.max(200, resampleWork / Math.max(1, labels.length)))),
    blockLength: defaultBlockLength(windowLength, eventLengths(labels, runs)),
    runs,
    random: () => random.uniform(),
  };
}

function eventLengths(labels: Uint8Array, runs: readonly number[]): number[] {
  let from = 0;
  return runs.flatMap((length) => {
    const own = labels.subarray(from, from + length);
    from += length;
    return eventSpans(own, own).map(({ firstWindow, lastWindow }) => lastWindow - firstWindow + 1);
  });
}

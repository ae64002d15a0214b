import { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { Manifest } from '@lookout/shared/bundle/manifest';
import { scoreBaselines } from '@lookout/shared/detector/baseline/baselines';
import { calibrated } from '@lookout/shared/detector/calibration';
import { aurocCi, type Interval } from '@lookout/shared/detector/evaluation/auroc-interval';
import { auprc, auroc } from '@lookout/shared/detector/evaluation/ranking';
import type { FrameSize } from '@lookout/shared/frame/image';
import { Random } from '@lookout/shared/simulator/random';
import type { Bundle } from '../bundle/open-bundle.ts';
import { countFrames, type FrameStretch, rowsOfFrames } from './frame-parts.ts';
import { scoreFrames } from './score-frames.ts';

/** What a detector of frames is worth on frames that are known to be good or bad; null where a kind is missing. */
export interface FrameEvaluation {
  readonly detector: string;
  readonly normal: number;
  readonly abnormal: number;
  readonly auroc: number | null;
  readonly aurocInterval: Interval | null;
  readonly auprc: number | null;
  /** The bundle's raise level, calibrated units; the shares below are of frames above it. */
  readonly threshold: number;
  readonly falseAlarmRate: number | null;
  readonly detectionRate: number | null;
  /** Microseconds of a frame in a run of several, on one thread of this machine. */
  readonly frameUs: number;
  /** What the colors' means alone would have been worth. */
  readonly colorMeansAuroc: number | null;
}

/** The frames that a bundle takes. @throws BundleError `model` where it takes rows */
export function framesOf({ input }: Manifest): FrameSize {
  if (input.kind === 'image')
    return { channels: input.channels.length, height: input.height, width: input.width };
  throw new BundleError(
    'model',
    `it takes rows of ${input.channels.length} sensors, no frames: give recordings with --data`,
  );
}

/** @throws BundleError `model` */
export async function judgeFrames(
  { manifest, model, baselines }: Pick<Bundle, 'manifest' | 'model' | 'baselines'>,
  normal: readonly FrameStretch[],
  abnormal: readonly FrameStretch[],
  around: { readonly nowMs: () => number; readonly onFrames: (count: number) => void },
): Promise<FrameEvaluation> {
  const size = framesOf(manifest);
  const all = [...normal, ...abnormal];
  const startedMs = around.nowMs();
  const { score } = await scoreFrames(model, size, all, around.onFrames);
  const tookMs = around.nowMs() - startedMs;
  const [good, bad] = [countFrames(normal), countFrames(abnormal)];
  const labels = Uint8Array.from(score, (_, i) => (i < good ? 0 : 1));
  const random = new Random(1);
  const options = { blockLength: 1, random: () => random.uniform() };
  const { raiseLevel } = manifest.calibration;
  const above = Array.from(score, (one) => calibrated(one, manifest.calibration) > raiseLevel);
  const share = (count: number, from: number): number | null =>
    count === 0 ? null : above.slice(from, from + count).filter(Boolean).length / count;
  const means = all.flatMap((stretch) => {
    const rows = rowsOfFrames(stretch, size);
    const ends = Int32Array.from({ length: rows.rows }, (_, row) => row);
    return [...scoreBaselines(baselines, rows, ends).windowMean];
  });
  return {
    detector: manifest.detector,
    ...{ normal: good, abnormal: bad },
    auroc: auroc(score, labels),
    aurocInterval: aurocCi(score, labels, options),
    auprc: auprc(score, labels),
    threshold: raiseLevel,
    falseAlarmRate: share(good, 0),
    detectionRate: share(bad, good),
    frameUs: (1000 * tookMs) / Math.max(1, good + bad),
    colorMeansAuroc: auroc(means, labels),
  };
}

import type { Calibration } from '@lookout/shared/bundle/manifest';
import { calibrate, quantile, recalibrated } from '@lookout/shared/detector/calibration';
import type { DetectorKind } from '@lookout/shared/detector/detector-kind';
import { buildFrameGraph, type FrameDetectorParts } from '@lookout/shared/detector/frame-graph';
import type { AssembledDetector } from '../bundle/assemble-detector.ts';
import { type FrameStretch, goodCalibrationFrames } from './frame-parts.ts';
import { scoreFrames } from './score-frames.ts';

/** A level of 0 would divide by it, a mean fall of 0 be a detector that never sees anything. */
const least = 1e-6;

/**
 * Puts a detector of frames together and measures it, with the very graph that is shipped, on the frames that
 * nothing was fitted to: the level of its statistic, then the fall of the score.
 */
export async function assembleFrameDetector(
  kind: DetectorKind,
  parts: Omit<FrameDetectorParts, 'q99' | 'meanFall'>,
  frames: readonly FrameStretch[],
  falseAlarmRate: number,
  onFrames: (count: number) => void,
): Promise<AssembledDetector> {
  const score = (q99: number, meanFall: number) =>
    scoreFrames(buildFrameGraph({ ...parts, q99, meanFall }), parts.size, frames, onFrames);
  // A score at level 1 is ln(1 + s).
  const raw = await score(1, 1);
  const q99 = Math.max(least, quantile(raw.score.map(Math.expm1).sort(), 0.99));
  const tellsColors = raw.channelError.some((error) => error !== 0);
  const meanFall = tellsColors ? Math.max(least, meanOf((await score(q99, 1)).channelError)) : 1;
  const whole = await score(q99, meanFall);
  return {
    kind,
    model: buildFrameGraph({ ...parts, q99, meanFall }),
    latent: parts.network.latent,
    calibration: cautious(calibrate(whole.score, falseAlarmRate)),
  };
}

/** Of a normal distribution: the quantile at 90 %, and the mean excess above it. */
const normalTail = { start: 1.282, meanExcess: 0.473 } as const;

/**
 * The tail of a few frames rests on one or two of them, which may lie as near as they like: then it is at least
 * as long as that of a normal distribution, so that one frame in three is no alarm.
 */
export function cautious(calibration: Calibration): Calibration {
  if (calibration.windows >= goodCalibrationFrames) return calibration;
  const { start, share, meanExcess } = calibration.tail;
  const tail = {
    start: Math.max(start, normalTail.start),
    share,
    meanExcess: Math.max(meanExcess, normalTail.meanExcess),
  };
  return recalibrated({ ...calibration, tail }, calibration.falseAlarmRate);
}

const meanOf = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

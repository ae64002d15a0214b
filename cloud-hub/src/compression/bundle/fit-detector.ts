import type { Calibration } from '@lookout/shared/bundle/manifest';
import { calibrate, quantile } from '@lookout/shared/detector/calibration';
import { type ChannelScale, fitScaling, standardise } from '@lookout/shared/detector/scaling';
import {
  buildDetectorGraph,
  type DetectorParts,
  errorFloor,
} from '@lookout/shared/detector/score-graph';
import { Random } from '@lookout/shared/simulator/random';
import type { TrainingProgress } from '../training/train-loop.ts';
import { type TrainedVae, trainVae } from '../training/train-vae.ts';
import { recommendedOptions, type VaeChoices } from '../training/vae-options.ts';
import { DetectorSession, type InputShape } from './detector-session.ts';
import { collectWindows, type TrainingRows } from './training-rows.ts';

export interface FittedDetector {
  readonly model: Uint8Array;
  readonly scaling: readonly ChannelScale[];
  readonly vae: TrainedVae;
  readonly calibration: Calibration;
  /** [n, windowLength, channels], engineering units. */
  readonly calibrationWindows: Float32Array;
}

export interface FitOptions {
  readonly windowLength: number;
  readonly channelNames: readonly string[];
  readonly seed: number;
  readonly falseAlarmRate: number;
  readonly network: VaeChoices;
}

/** More windows than this teach nothing new (facts.md, "Which detector works"), nor calibrate better. */
const maxWindows = 20_000;

/**
 * Trains the network and measures, with the very graph that is shipped, what its errors are like on
 * normal data: the mean error of each channel on the rows it was fitted to, then the fall of the score on
 * the later rows.
 */
export async function fitDetector(
  rows: TrainingRows,
  options: FitOptions,
  onProgress?: (progress: TrainingProgress) => void,
  signal?: AbortSignal,
): Promise<FittedDetector> {
  const { windowLength, channelNames, falseAlarmRate } = options;
  const shape = { windowLength, channels: channelNames.length };
  const scaling = fitScaling(rows.fit);
  const scaled = rows.fit.map((part) => ({ ...part, values: standardise(part, scaling) }));
  const { windows, segments, strideRows } = collectWindows(scaled, windowLength, maxWindows);
  const training = {
    ...recommendedOptions(shape, new Random(options.seed), options.network),
    segments,
    strideRows,
    channelNames,
  };
  const vae = await trainVae(windows, training, onProgress, signal);

  const unit = scaling.map(() => 1);
  const unscaled = { scaling, vae, errorScale: unit, reconstructionQ99: 1 };
  const fitWindows = collectWindows(rows.fit, windowLength, maxWindows).windows;
  const errors = await scoreWith(unscaled, shape, fitWindows);
  const errorScale = channelMeans(errors.channelError, shape.channels);
  const calibrationWindows = collectWindows(rows.calibrate, windowLength, maxWindows).windows;
  const normalised = { ...unscaled, errorScale };
  const { channelError } = await scoreWith(normalised, shape, calibrationWindows);
  const parts = { ...normalised, reconstructionQ99: q99OfSums(channelError, shape.channels) };
  const { score } = await scoreWith(parts, shape, calibrationWindows);
  return {
    model: buildDetectorGraph(parts),
    scaling,
    vae,
    calibration: calibrate(score, falseAlarmRate),
    calibrationWindows,
  };
}

async function scoreWith(parts: DetectorParts, shape: InputShape, windows: Float32Array) {
  await using session = await DetectorSession.open(buildDetectorGraph(parts), shape);
  return await session.score(windows);
}

/** Mean of every column of [windows, channels], never below what a σ-VAE can tell from zero. */
function channelMeans(errors: Float64Array, channels: number): number[] {
  const means = new Array<number>(channels).fill(0);
  const windows = errors.length / channels;
  errors.forEach((error, i) => {
    means[i % channels] = (means[i % channels] ?? 0) + error / windows;
  });
  return means.map((mean) => Math.max(mean, errorFloor));
}

function q99OfSums(channelError: Float64Array, channels: number): number {
  const sums = Float64Array.from({ length: channelError.length / channels }, (_, window) => {
    const errors = channelError.subarray(window * channels, (window + 1) * channels);
    return errors.reduce((sum, error) => sum + error, 0);
  });
  return quantile(sums.sort(), 0.99);
}

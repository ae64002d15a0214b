import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import { type ChannelScale, fitScaling, standardise } from '@lookout/shared/detector/scaling';
import type { DetectorParts, FittedNetwork } from '@lookout/shared/detector/score-graph';
import { Random } from '@lookout/shared/simulator/random';
import type { TrainingProgress } from '../training/train-loop.ts';
import { type TrainedVae, trainVae } from '../training/train-vae.ts';
import { recommendedOptions, type VaeChoices } from '../training/vae-options.ts';
import { measureNetwork } from './measure-network.ts';
import { collectWindows, type TrainingRows } from './training-rows.ts';

/** Everything that detectors are put together from; fitted once, it serves every kind. */
export interface FittedStatistics {
  readonly windowLength: number;
  readonly scaling: readonly ChannelScale[];
  readonly linear: DetectorParts['linear'];
  /** Null where no network was asked for. */
  readonly network: FittedNetwork | null;
  readonly vae: TrainedVae | null;
  /** [n, windowLength, channels], engineering units: later than what was fitted to. */
  readonly calibrationWindows: Float32Array;
}

export interface FitOptions {
  readonly windowLength: number;
  readonly channelNames: readonly string[];
  readonly seed: number;
  readonly network: VaeChoices;
  /** Whether to train the network: it takes nearly all of the time. */
  readonly needsNetwork: boolean;
}

/** More windows than this teach nothing new (facts.md, "Which detector works"), nor calibrate better. */
export const maxWindows = 20_000;

/** Fits scaling, linear statistics and network to the earlier rows of every recording. */
export async function fitStatistics(
  rows: TrainingRows,
  options: FitOptions,
  onProgress?: (progress: TrainingProgress) => void,
  signal?: AbortSignal,
): Promise<FittedStatistics> {
  const { windowLength } = options;
  const scaling = fitScaling(rows.fit);
  const linear = fitBaselines(rows.fit, windowLength);
  const vae = options.needsNetwork
    ? await trainNetwork(rows, scaling, options, onProgress, signal)
    : null;
  const fitWindows = collectWindows(rows.fit, windowLength, maxWindows).windows;
  return {
    windowLength,
    scaling,
    linear,
    vae,
    network: vae && (await measureNetwork(vae, scaling, fitWindows)),
    calibrationWindows: collectWindows(rows.calibrate, windowLength, maxWindows).windows,
  };
}

function trainNetwork(
  rows: TrainingRows,
  scaling: readonly ChannelScale[],
  { windowLength, channelNames, seed, network }: FitOptions,
  onProgress?: (progress: TrainingProgress) => void,
  signal?: AbortSignal,
): Promise<TrainedVae> {
  const shape = { windowLength, channels: scaling.length };
  const scaled = rows.fit.map((part) => ({ ...part, values: standardise(part, scaling) }));
  const { windows, segments, strideRows } = collectWindows(scaled, windowLength, maxWindows);
  const recommended = recommendedOptions(shape, new Random(seed), network);
  const training = { ...recommended, segments, strideRows, channelNames };
  return trainVae(windows, training, onProgress, signal);
}

import { fitBaselines } from '@lookout/shared/detector/baseline/baselines';
import type { Recording } from '@lookout/shared/detector/recording';
import { type ChannelScale, fitScaling } from '@lookout/shared/detector/scaling';
import type { DetectorParts } from '@lookout/shared/detector/score-graph';
import type { FittedNetwork } from '@lookout/shared/detector/statistics/network';
import { networkOf } from '@lookout/shared/onnx/network-of';
import { Random } from '@lookout/shared/simulator/random';
import type { TrainingProgress } from '../training/train-loop.ts';
import { type TrainedVae, trainVae } from '../training/train-vae.ts';
import { recommendedOptions, type VaeChoices } from '../training/vae-options.ts';
import { measureNetwork } from './measure-network.ts';
import { fitPrewhitening, prewhiten } from './prewhiten.ts';
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
  const fitted = {
    windowLength,
    scaling,
    linear,
    calibrationWindows: collectWindows(rows.calibrate, windowLength, maxWindows).windows,
  };
  if (!options.needsNetwork) return { ...fitted, vae: null, network: null };
  const prewhitening = fitPrewhitening(rows.fit, scaling, linear.var1);
  const shown = rows.fit.map((part) => prewhiten(part, scaling, prewhitening));
  const vae = await trainNetwork(shown, options, onProgress, signal);
  const fitWindows = collectWindows(rows.fit, windowLength, maxWindows).windows;
  const network = await measureNetwork(networkOf(vae), prewhitening, scaling, fitWindows);
  return { ...fitted, vae, network };
}

/** @param shown rows as the network is shown them; its windows are one row shorter than the detector's */
function trainNetwork(
  shown: readonly Recording[],
  { windowLength, channelNames, seed, network }: FitOptions,
  onProgress?: (progress: TrainingProgress) => void,
  signal?: AbortSignal,
): Promise<TrainedVae> {
  const shape = { windowLength: windowLength - 1, channels: channelNames.length };
  const { windows, segments, strideRows } = collectWindows(shown, shape.windowLength, maxWindows);
  const recommended = recommendedOptions(shape, new Random(seed), network);
  const training = { ...recommended, segments, strideRows, channelNames };
  return trainVae(windows, training, onProgress, signal);
}

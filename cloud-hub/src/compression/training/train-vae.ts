import type { VaeWeights, Weight } from '@lookout/shared/onnx/vae';
import { BatchFeeder } from './batch-feeder.ts';
import { checkWindows } from './check-windows.ts';
import { initialWeights } from './initial-weights.ts';
import { packParameters, parameterCount, unpackParameters } from './parameter-vector.ts';
import { buildStepGraph } from './step-graph.ts';
import { Stepper } from './stepper.ts';
import { splitByTime, thinOut } from './time-split.ts';
import { type LoopResult, type LossRecord, runLoop, type TrainingProgress } from './train-loop.ts';
import { CHANNEL_LOG_VARIANCE, vaeObjective } from './vae-objective.ts';
import type { VaeTrainingOptions } from './vae-options.ts';
import { Validator } from './validator.ts';

export interface TrainedVae extends VaeWeights {
  /** ln σ² of each channel's residual [channels], clipped; null where the loss does not learn it. */
  readonly channelLogVariance: Float32Array | null;
  readonly history: readonly LossRecord[];
  readonly steps: number;
  /** The step whose weights were kept. */
  readonly bestStep: number;
  readonly stoppedEarly: boolean;
  /** Mean over the steps before `bestStep`. */
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly parameters: number;
  readonly trainWindows: number;
  readonly validationWindows: number;
  /** Channels that never change in the training data: a detector learns nothing about them. */
  readonly constantChannels: readonly number[];
}

/** A smaller validation part says too little to stop a run by. */
const MIN_VALIDATION_WINDOWS = 16;
/** More would hold the event loop for longer and tell no more. */
const MAX_VALIDATION_WINDOWS = 1024;

/**
 * Trains a VAE on windows of normal operation.
 * @param windows [n, windowLength, channels], row-major, scaled, in order of time
 * @throws TrainError on data that cannot be learned from and on a diverging loss
 * @throws the signal's reason when it is aborted
 */
export async function trainVae(
  windows: Float32Array,
  options: VaeTrainingOptions,
  onProgress: (progress: TrainingProgress) => void = () => {},
  signal?: AbortSignal,
): Promise<TrainedVae> {
  const { architecture, loss, schedule, batch, random, maxGradientNorm, validation } = options;
  const constantChannels = checkWindows(windows, architecture, options.channelNames);
  const parts = split(windows, options);
  const objective = vaeObjective(architecture, batch, loss);
  const initial = packParameters(
    objective.parameters,
    initialWeights(objective.parameters, random),
  );
  const model = buildStepGraph(objective, { maxGradientNorm });
  await using stepper = await Stepper.open(model, initial, options.threads);
  await using validator =
    parts.validation.length > 0 ? await Validator.open(windows, parts.validation, options) : null;
  const feeder = new BatchFeeder(windows, parts.train, options);
  const loop = { stepper, feeder, validator, schedule, validation, onProgress, signal };
  const result = await runLoop(loop);
  return {
    ...summarize(result),
    ...separate(unpackParameters(objective.parameters, result.parameters), options),
    architecture,
    parameters: parameterCount(objective.parameters),
    trainWindows: parts.train.length,
    validationWindows: parts.validation.length,
    constantChannels,
  };
}

function split(windows: Float32Array, options: VaeTrainingOptions) {
  const { windowLength, channels } = options.architecture;
  const count = windows.length / (windowLength * channels);
  const parts = splitByTime(count, {
    segments: options.segments ?? [count],
    validationShare: options.validation.share,
    gap: Math.ceil(windowLength / options.strideRows) - 1,
  });
  const enough = parts.validation.length >= MIN_VALIDATION_WINDOWS;
  if (enough) return { ...parts, validation: thinOut(parts.validation, MAX_VALIDATION_WINDOWS) };
  const all = Int32Array.from({ length: count }, (_, i) => i);
  return { train: all, validation: new Int32Array(0) };
}

function summarize({ history, bestStep, steps, stoppedEarly }: LoopResult) {
  const best = history.find((record) => record.step === bestStep);
  return {
    history,
    steps,
    bestStep,
    stoppedEarly,
    trainLoss: best?.loss ?? Number.NaN,
    validationLoss: best?.validationLoss ?? null,
  };
}

/** Parts the network's weights from the log variance trained beside them. */
function separate(trained: Record<string, Weight>, { loss }: VaeTrainingOptions) {
  const { [CHANNEL_LOG_VARIANCE]: logVariance, ...weights } = trained;
  if (loss.kind !== 'sigma' || !logVariance) return { weights, channelLogVariance: null };
  const [low, high] = loss.logVarianceBounds;
  const clipped = logVariance.data.map((value) => Math.min(Math.max(value, low), high));
  return { weights, channelLogVariance: clipped };
}

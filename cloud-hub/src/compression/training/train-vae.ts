import type { VaeWeights, Weight } from '@lookout/shared/onnx/vae';
import { BatchFeeder } from './batch-feeder.ts';
import { checkWindows } from './check-windows.ts';
import { initialWeights } from './initial-weights.ts';
import { packParameters, parameterCount, unpackParameters } from './parameter-vector.ts';
import { buildStepGraph } from './step-graph.ts';
import { Stepper } from './stepper.ts';
import { splitByTime, type TimeSplit, thinOut } from './time-split.ts';
import { type LoopResult, type LossRecord, runLoop, type TrainingProgress } from './train-loop.ts';
import { CHANNEL_LOG_VARIANCE, vaeObjective } from './vae-objective.ts';
import type { VaeTrainingOptions } from './vae-options.ts';
import { Validator } from './validator.ts';

export interface TrainedVae extends VaeWeights {
  /** ln σ² of each channel's residual [channels], clipped; null where the loss does not learn it. */
  readonly channelLogVariance: Float32Array | null;
  /** Of the validated run, beyond the step that was kept too. */
  readonly history: readonly LossRecord[];
  /** Adam steps behind these weights. */
  readonly steps: number;
  readonly stoppedEarly: boolean;
  /** Mean over the steps before the one that was kept. */
  readonly trainLoss: number;
  readonly validationLoss: number | null;
  readonly parameters: number;
  /** Windows behind these weights. */
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
 * Trains a VAE on windows of normal operation: a run that the later windows validate, and, with
 * `validation.refit`, a second one from the same start on all windows, for as many steps as the first
 * was best at.
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
  const { architecture, loss, schedule, batch, random } = options;
  const constantChannels = checkWindows(windows, architecture, options.channelNames);
  const parts = split(windows, options);
  const { parameters: specs } = vaeObjective(architecture, batch, loss);
  const initial = packParameters(specs, initialWeights(specs, random));
  const run = { windows, initial, options, signal };
  const refit = options.validation.refit && parts.validation.length > 0;
  const runs = refit ? 2 : 1;
  const validated = await runOnce(run, parts, schedule.steps, (progress) =>
    onProgress({ ...progress, steps: runs * progress.steps }),
  );
  const best = validated.history.find(({ step }) => step === validated.bestStep);
  const final = refit ? await refitted(run, validated, onProgress) : validated;
  return {
    ...separate(unpackParameters(specs, final.parameters), options),
    architecture,
    history: validated.history,
    steps: validated.bestStep,
    stoppedEarly: validated.stoppedEarly,
    trainLoss: best?.loss ?? Number.NaN,
    validationLoss: best?.validationLoss ?? null,
    parameters: parameterCount(specs),
    trainWindows: refit ? countWindows(windows, options) : parts.train.length,
    validationWindows: parts.validation.length,
    constantChannels,
  };
}

interface Run {
  readonly windows: Float32Array;
  readonly initial: Float32Array;
  readonly options: VaeTrainingOptions;
  readonly signal: AbortSignal | undefined;
}

async function runOnce(
  { windows, initial, options, signal }: Run,
  parts: TimeSplit,
  lastStep: number,
  onProgress: (progress: TrainingProgress) => void,
): Promise<LoopResult> {
  const { architecture, loss, schedule, batch, maxGradientNorm, validation, threads } = options;
  const model = buildStepGraph(vaeObjective(architecture, batch, loss), { maxGradientNorm });
  await using stepper = await Stepper.open(model, initial, threads);
  await using validator =
    parts.validation.length > 0 ? await Validator.open(windows, parts.validation, options) : null;
  const feeder = new BatchFeeder(windows, parts.train, options);
  const way = { schedule, lastStep, validation };
  return await runLoop({ stepper, feeder, validator, ...way, onProgress, signal });
}

/** The newest windows are the likest to what comes next: a detector should not be kept from them. */
function refitted(
  run: Run,
  { steps: before, bestStep, history }: LoopResult,
  onProgress: (progress: TrainingProgress) => void,
): Promise<LoopResult> {
  const validationLoss = history.find(({ step }) => step === bestStep)?.validationLoss ?? null;
  return runOnce(run, everything(countWindows(run.windows, run.options)), bestStep, (progress) =>
    onProgress({
      ...progress,
      step: before + progress.step,
      steps: before + bestStep,
      validationLoss,
    }),
  );
}

function split(windows: Float32Array, options: VaeTrainingOptions): TimeSplit {
  const count = countWindows(windows, options);
  const parts = splitByTime(count, {
    segments: options.segments ?? [count],
    validationShare: options.validation.share,
    gap: Math.ceil(options.architecture.windowLength / options.strideRows) - 1,
  });
  if (parts.validation.length < MIN_VALIDATION_WINDOWS) return everything(count);
  return { ...parts, validation: thinOut(parts.validation, MAX_VALIDATION_WINDOWS) };
}

function everything(count: number): TimeSplit {
  return { train: Int32Array.from({ length: count }, (_, i) => i), validation: new Int32Array(0) };
}

function countWindows(windows: Float32Array, { architecture }: VaeTrainingOptions): number {
  return windows.length / (architecture.windowLength * architecture.channels);
}

/** Parts the network's weights from the log variance trained beside them. */
function separate(trained: Record<string, Weight>, { loss }: VaeTrainingOptions) {
  const { [CHANNEL_LOG_VARIANCE]: logVariance, ...weights } = trained;
  if (loss.kind !== 'sigma' || !logVariance) return { weights, channelLogVariance: null };
  const [low, high] = loss.logVarianceBounds;
  const clipped = logVariance.data.map((value) => Math.min(Math.max(value, low), high));
  return { weights, channelLogVariance: clipped };
}

import type { VaeArchitecture } from '@lookout/shared/onnx/vae';
import type { RandomSource } from './random-source.ts';
import type { Schedule } from './schedule.ts';
import type { VaeLoss } from './vae-objective.ts';

export interface VaeTrainingOptions {
  readonly architecture: VaeArchitecture;
  readonly loss: VaeLoss;
  readonly schedule: Schedule;
  /** Windows per step. */
  readonly batch: number;
  /** Longest gradient (L2 over all parameters). */
  readonly maxGradientNorm: number;
  readonly validation: ValidationOptions;
  /** Windows of each recording (or stretch without a gap), in order; by default all are one. */
  readonly segments?: readonly number[];
  /** Rows between the starts of neighbouring windows. */
  readonly strideRows: number;
  /** For error messages. */
  readonly channelNames?: readonly string[];
  /** Decides weights, batches and noise: the same random numbers give the same detector, bit for bit. */
  readonly random: RandomSource;
  readonly threads: number;
}

export interface ValidationOptions {
  /** The last part of every segment. */
  readonly share: number;
  readonly everySteps: number;
  /** The run stops after so many validations in a row without progress. */
  readonly patience: number;
  /** Trains once more on all windows, for as many steps as the validated run was best at. */
  readonly refit: boolean;
}

/** Network size and length of the run, where the caller wants others than the recipe's. */
export interface VaeChoices {
  readonly kind?: VaeArchitecture['kind'];
  readonly hidden?: readonly number[];
  readonly latent?: number;
  readonly steps?: number;
}

/** Of the encoder: neurons of dense layers, channels of convolutions. */
const defaultWidths = { dense: [128, 64], conv1d: [32, 64] } as const;

/**
 * The recipe that a study on SKAB, TEP and ASD settled on: a σ-VAE of 128-64-8-64-128 (or of convolutions 32-64), Adam at 1e-3 with
 * warm-up and cosine, 1,500 steps of 128 windows, KL weight from 0 to 1 over the first fifth.
 */
export function recommendedOptions(
  { windowLength, channels }: { windowLength: number; channels: number },
  random: RandomSource,
  { kind = 'dense', hidden = defaultWidths[kind], latent = 8, steps = 1500 }: VaeChoices = {},
): VaeTrainingOptions {
  const sizes = { windowLength, channels, hidden, latent };
  const logVarianceBounds = [-8, 4] as const;
  return {
    architecture:
      kind === 'dense'
        ? { kind, ...sizes, logVarianceBounds }
        : { kind, ...sizes, kernel: 5, logVarianceBounds },
    loss: { kind: 'sigma', logVarianceBounds: [-7, 4] },
    schedule: {
      steps,
      learningRate: 1e-3,
      learningRateWarmUpSteps: 50,
      finalLearningRateShare: 0.05,
      klWeight: 1,
      klWarmUpShare: 0.2,
    },
    batch: 128,
    maxGradientNorm: 10,
    validation: { share: 0.1, everySteps: 50, patience: 8, refit: true },
    strideRows: 1,
    random,
    threads: 1,
  };
}

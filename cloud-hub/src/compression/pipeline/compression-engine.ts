import type { BundleFiles } from '@lookout/shared/bundle/read-bundle';
import type { Recording } from '@lookout/shared/detector/recording';
import type { CompressionRequest, StageFigures } from '@lookout/shared/protocol/compression';
import type { LabelledRecording } from '../evaluation/score-recordings.ts';
import type { ArtefactStore } from './artefact-store.ts';
import type { CompressionProgress } from './progress.ts';

export interface CompressionInputs {
  /** The detector that is compressed. */
  readonly bundle: BundleFiles;
  /** Normal operation. */
  readonly train: readonly Recording[];
  /** Empty: it validates on injected faults. */
  readonly labelled: readonly LabelledRecording[];
}

export interface CompressionIo {
  readonly store: ArtefactStore;
  readonly onProgress: (progress: CompressionProgress) => void;
  /** Its reason is thrown between two steps at the latest. */
  readonly signal: AbortSignal;
}

export interface CompressionVariant {
  /** In what form the weights are: `fp32`, `int8`, `fp16`, ... */
  readonly form: string;
  readonly target: 'cpu' | 'gpu';
  readonly files: BundleFiles;
  readonly figures: StageFigures;
}

export interface CompressionReport {
  readonly json: unknown;
  /** Self-contained: no script, nothing fetched. */
  readonly html: string;
}

export type CompressionOutcome =
  | {
      readonly kind: 'done';
      readonly variants: readonly CompressionVariant[];
      readonly report: CompressionReport;
    }
  | {
      readonly kind: 'infeasible';
      /** The points of the Pareto front that come nearest to the budget. */
      readonly nearest: readonly StageFigures[];
      readonly report: CompressionReport;
    };

/**
 * Compresses a bundle to a budget. What the store holds of earlier stages is not made again.
 * @throws TrainError, BundleError, or another error with a `code` where the inputs cannot be used
 */
export type CompressionEngine = (
  request: CompressionRequest,
  inputs: CompressionInputs,
  io: CompressionIo,
) => Promise<CompressionOutcome>;

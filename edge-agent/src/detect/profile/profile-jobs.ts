import type { WindowSize } from '@lookout/shared/detector/window-size';
import type { Job, JobModel, JobResult, JobSetting } from '@lookout/shared/profile/timing-job';

/** Holds a bundle to its golden windows on a provider, and records where its nodes run. */
export interface CheckJob extends JobSetting {
  readonly kind: 'check';
  readonly model: JobModel;
  readonly size: WindowSize;
  readonly latent: number;
  /** [windows, ...the model's shape] */
  readonly windows: Float32Array;
  /** Where ONNX Runtime may write its record. */
  readonly folder: string;
}

/** Runs a graph of one node, and records where. */
export interface ProbeJob extends JobSetting {
  readonly kind: 'probe';
  readonly model: JobModel;
  /** Where ONNX Runtime may write its record. */
  readonly folder: string;
}

/** What ONNX Runtime is here. */
export interface DescribeJob {
  readonly kind: 'describe';
}

/** Holds a model ready for so long, and runs it for as long, while its board's power is metered. */
export interface MeteredJob extends JobSetting {
  readonly kind: 'metered';
  readonly model: JobModel;
  readonly seed: number;
  readonly phaseMs: number;
}

/** When it did so, by the machine's monotonic clock. */
export interface MeteredRuns {
  readonly kind: 'metered';
  readonly readyMs: number;
  readonly workMs: number;
  readonly endMs: number;
  readonly runs: number;
}

export type ProfileJob = Job | CheckJob | ProbeJob | DescribeJob | MeteredJob;

export type ProfileResult =
  | JobResult
  | MeteredRuns
  | {
      readonly kind: 'checked';
      readonly score: Float32Array; // [windows]
      readonly channelError: Float32Array; // [windows, channels]
      readonly latentKl: Float32Array; // [windows, latent]
      /** How many nodes ran on which provider. */
      readonly nodes: Readonly<Record<string, number>>;
      /** From opening the file to the first scores. */
      readonly firstRunMs: number;
    }
  /** Nodes that ran, by provider. */
  | { readonly kind: 'probed'; readonly nodes: Readonly<Record<string, number>> }
  | {
      readonly kind: 'described';
      readonly providers: readonly string[];
      readonly ortVersion: string;
    };

import type { WindowSize } from '@lookout/shared/detector/window-size';
import type { DetectErrorCode } from './detect-error.ts';

/** What the inference process needs to know of a bundle. */
export interface DetectorModel {
  /** The bundle's id. Streams with the same one on the same provider share a session and a batch. */
  readonly digest: string;
  readonly path: string;
  readonly sha256: string;
  readonly size: WindowSize;
  readonly latent: number;
  /** Distance of two of its windows; left out where nobody waits for them. */
  readonly strideMs?: number;
  /** Execution provider that it is opened on. */
  readonly provider: string;
}

/** Where a model is at work: one bundle may stand on two providers during a switch. */
export type SessionId = Pick<DetectorModel, 'digest' | 'provider'>;

/** Reconstructions, reduced to two rows per window: the rest stays in the child. */
export interface BatchRebuilt {
  readonly expected: Float32Array; // [batch, channels]
  readonly worstValue: Float32Array; // [batch, channels]
  readonly worstExpected: Float32Array; // [batch, channels]
}

/** The outputs of one run. */
export interface BatchScores {
  readonly score: Float32Array; // [batch]
  readonly channelError: Float32Array; // [batch, channels]
  readonly latentKl: Float32Array; // [batch, latent]
  /** Null: the network rebuilds nothing. */
  readonly rebuilt: BatchRebuilt | null;
  readonly latencyUs: number;
}

export interface Provider {
  readonly provider: string;
  readonly reason: string;
}

/** To the inference process of a provider; it answers one request at a time, in order. */
export type Request =
  | { readonly kind: 'load'; readonly model: DetectorModel }
  /** Lets a model go, so that its memory comes back; one that is not there is no error. */
  | { readonly kind: 'unload'; readonly digest: string }
  /** `data`: [batch, ...the model's shape] */
  | { readonly kind: 'run'; readonly digest: string; readonly data: Float32Array };

export type Reply =
  | { readonly kind: 'loaded'; readonly provider: Provider }
  | { readonly kind: 'unloaded' }
  | { readonly kind: 'scores'; readonly scores: BatchScores }
  | { readonly kind: 'failed'; readonly code: DetectErrorCode; readonly message: string };

/** Sent once, when requests are taken. */
export interface Ready {
  readonly kind: 'ready';
  /** Execution providers that this build of ONNX Runtime has. */
  readonly backends: readonly string[];
}

export type LatencyErrorCode =
  /** ONNX Runtime refuses the model, or it fails when it is run. */
  | 'model'
  /** The process that measures died: a crash of the runtime, or the system was out of memory. */
  | 'crashed'
  /** A step took longer than it may. */
  | 'timeout'
  /** A latency table that cannot be read. */
  | 'profile';

/** A model whose latency cannot be told. The message names it, or the file. */
export class LatencyError extends Error {
  override readonly name = 'LatencyError';
  constructor(
    readonly code: LatencyErrorCode,
    message: string,
  ) {
    super(message);
  }
}

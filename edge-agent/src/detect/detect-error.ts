export type DetectErrorCode =
  /** The window holds NaN or an infinity. An int8 model would turn it into a plausible score. */
  | 'notFinite'
  /** The file is not the one that the manifest names. */
  | 'digest'
  /** ONNX Runtime refuses the model, or its inputs and outputs are not a detector's. */
  | 'model'
  /** The model gave NaN, an infinity or an output of another shape. */
  | 'badOutput'
  /** The inference process died or did not answer, twice for the same window. */
  | 'crashed'
  /** The model took the inference process down too often; it is not tried again. */
  | 'quarantined'
  /** Windows come faster than they can be scored; the oldest ones are given up. */
  | 'overloaded'
  | 'stopped';

export class DetectError extends Error {
  override readonly name = 'DetectError';
  constructor(
    readonly code: DetectErrorCode,
    message: string,
  ) {
    super(message);
  }
}

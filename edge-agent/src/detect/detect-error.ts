export type DetectErrorCode =
  /** The window holds NaN or an infinity. An int8 model would turn it into a plausible score. */
  | 'notFinite'
  /** The file is not the one that the manifest names. */
  | 'digest'
  /** ONNX Runtime refuses the model, or its inputs and outputs are not a detector's. */
  | 'model'
  /** The model gave NaN, an infinity or an output of another shape. */
  | 'badOutput'
  /** This build has no such provider, or it does not load the model, or has failed in a run. */
  | 'provider'
  /** The provider took none of the nodes: they ran on the CPU, and nothing was said. */
  | 'fellBack'
  /** The inference process died or did not answer, twice for the same window. */
  | 'crashed'
  /** The model took the inference process down too often; it is not tried again. */
  | 'quarantined'
  /** Windows come faster than they can be scored; the oldest ones are given up. */
  | 'overloaded'
  | 'stopped';

/** Of a provider and not of the window or the bundle: another provider may do better. */
export const isProviderLoss = (code: DetectErrorCode): boolean =>
  code === 'provider' || code === 'fellBack' || code === 'crashed' || code === 'quarantined';

/** The bundle is as good as it was: what the process or the provider did not load may load later. */
export const comesAgain = ({ code }: { readonly code: string }): boolean =>
  code === 'crashed' || code === 'provider' || code === 'fellBack';

export class DetectError extends Error {
  override readonly name = 'DetectError';
  constructor(
    readonly code: DetectErrorCode,
    message: string,
  ) {
    super(message);
  }
}

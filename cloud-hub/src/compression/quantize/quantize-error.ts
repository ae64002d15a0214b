/**
 * Why a network cannot be quantized.
 * - `no_weights`: it holds no layer whose weight could be rounded
 * - `bad_weights`: a weight is NaN or infinite
 * - `bad_windows`: there are no windows to calibrate on, or one of them is not finite
 * - `bad_range`: an activation was never observed, or is not finite
 */
export type QuantizeErrorCode = 'no_weights' | 'bad_weights' | 'bad_windows' | 'bad_range';

export class QuantizeError extends Error {
  override readonly name = 'QuantizeError';

  constructor(
    readonly code: QuantizeErrorCode,
    message: string,
  ) {
    super(message);
  }
}

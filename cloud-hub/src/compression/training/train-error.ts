/**
 * Why a detector cannot be trained.
 * - `too_few_windows`: not enough windows to learn from
 * - `bad_shape`: the data is not a whole number of windows, or the options contradict each other
 * - `not_finite`: a window holds NaN or an infinite value
 * - `constant_data`: no channel ever changes, so there is nothing to learn
 * - `diverged`: the loss became NaN or infinite
 */
export type TrainErrorCode =
  | 'too_few_windows'
  | 'bad_shape'
  | 'not_finite'
  | 'constant_data'
  | 'diverged';

export class TrainError extends Error {
  override readonly name = 'TrainError';

  constructor(
    readonly code: TrainErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Where a run stands with respect to its best validation loss. */
export interface StopState {
  readonly bestLoss: number;
  readonly bestStep: number;
  /** Validations in a row that brought nothing better. */
  readonly withoutProgress: number;
  readonly improved: boolean;
  readonly stop: boolean;
}

export const NOT_VALIDATED: StopState = {
  bestLoss: Number.POSITIVE_INFINITY,
  bestStep: 0,
  withoutProgress: 0,
  improved: false,
  stop: false,
};

/**
 * @param patience validations without progress after which the run stops
 * @param mayStop false while the loss is still being changed (KL warm-up), when waiting means nothing
 */
export function afterValidation(
  state: StopState,
  validation: { step: number; loss: number; mayStop: boolean },
  patience: number,
): StopState {
  if (validation.loss < state.bestLoss) {
    const { step, loss } = validation;
    return { bestLoss: loss, bestStep: step, withoutProgress: 0, improved: true, stop: false };
  }
  const withoutProgress = validation.mayStop ? state.withoutProgress + 1 : 0;
  return { ...state, withoutProgress, improved: false, stop: withoutProgress >= patience };
}

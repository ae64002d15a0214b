import type { PlacementState } from './placement-state.ts';

/** Less is the tick's own lateness, or a clock that is led slowly. */
const leastMs = 2_000;

/**
 * A clock that was set takes what was dated by it along: the switches of the last hour stay as long ago as they
 * were, and a wait that is told to people ends when it does. The last switch keeps its date, which names it.
 * @param ms that passed since the last time, of a clock that is never set
 * @param now ms UTC
 */
export function asSet(state: PlacementState, ms: number, now: number): PlacementState {
  const { passedAt, kept, lost } = state;
  const byMs = passedAt === null ? 0 : now - passedAt - ms;
  if (Math.abs(byMs) < leastMs) return state;
  const moved = (at: number) => Math.max(0, at + byMs);
  return {
    ...state,
    lost: lost.map((one) => ({ ...one, retryAt: moved(one.retryAt) })),
    kept: { ...kept, since: moved(kept.since), switchedAt: kept.switchedAt.map(moved) },
  };
}

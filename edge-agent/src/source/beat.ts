/**
 * The next point of a steady beat. Points that have passed are left out, and a clock that was set does not
 * stop the beat.
 */
export function nextBeat(lastMs: number, periodMs: number, nowMs: number): number {
  const dueMs = lastMs + periodMs;
  const aheadMs = dueMs - nowMs;
  return aheadMs < 0 || aheadMs > periodMs ? nowMs + periodMs : dueMs;
}

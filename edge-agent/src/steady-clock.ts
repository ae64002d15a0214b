/** Time of day as it was when the agent started, led on by a clock that is never set. */
export class SteadyClock {
  private readonly startedAt: number;
  private readonly startedMs: number;

  /**
   * @param wall ms UTC, may be set at any time
   * @param monotonicMs is never set
   */
  constructor(
    private readonly wall: () => number,
    private readonly monotonicMs: () => number,
  ) {
    this.startedAt = wall();
    this.startedMs = monotonicMs();
  }

  now(): number {
    return this.startedAt + this.monotonicMs() - this.startedMs;
  }

  /** A time of day, as the clock tells it now, on this one. */
  of(at: number): number {
    return at + this.now() - this.wall();
  }
}

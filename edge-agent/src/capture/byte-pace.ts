/** A budget that fills as time goes by, up to one second's worth; the last message may overdraw it. */
export class BytePace {
  private budget: number;

  constructor(
    private readonly bytesPerSecond: number,
    private refilledAt: number,
  ) {
    this.budget = bytesPerSecond;
  }

  refill(now: number): void {
    const grown = (Math.max(0, now - this.refilledAt) / 1000) * this.bytesPerSecond;
    this.refilledAt = now;
    this.budget = Math.min(this.bytesPerSecond, this.budget + grown);
  }

  get isSpent(): boolean {
    return this.budget <= 0;
  }

  spend(bytes: number): void {
    this.budget -= bytes;
  }
}

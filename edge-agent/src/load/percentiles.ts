/** The last runs' latencies; the percentiles of a running detector, not of its whole life. */
export class LatencyWindow {
  private readonly values: number[] = [];
  private next = 0;

  constructor(private readonly size = 512) {}

  add(latencyUs: number): void {
    this.values[this.next] = latencyUs;
    this.next = (this.next + 1) % this.size;
  }

  /** In no order. */
  get all(): readonly number[] {
    return this.values;
  }

  /** The value that a share `q` of the runs did not exceed; null before the first one. */
  percentile(q: number): number | null {
    if (this.values.length === 0) return null;
    const sorted = this.values.toSorted((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
  }
}

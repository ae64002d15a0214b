/** The value that a share `q` of the values did not exceed; null without any. */
export function percentile(values: readonly number[], q: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? null;
}

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

  percentile(q: number): number | null {
    return percentile(this.values, q);
  }
}

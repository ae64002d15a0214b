import type { Quality } from './window.ts';

/** The last `length` rows, with what is wrong with each. */
export class RowRing {
  private readonly data: Float32Array; // [length, channels], row `next` is the oldest once full
  private readonly verdicts: Quality[] = []; // oldest first
  private next = 0;

  constructor(
    private readonly length: number,
    private readonly channels: number,
  ) {
    this.data = new Float32Array(length * channels);
  }

  get full(): boolean {
    return this.verdicts.length === this.length;
  }

  push(values: readonly (number | null)[], verdict: Quality): void {
    const start = this.next * this.channels;
    for (let c = 0; c < this.channels; c++) this.data[start + c] = values[c] ?? Number.NaN;
    this.next = (this.next + 1) % this.length;
    if (this.full) this.verdicts.shift();
    this.verdicts.push(verdict);
  }

  clear(): void {
    this.verdicts.length = 0;
    this.next = 0;
  }

  newestUnusable(): Quality | null {
    return this.verdicts.findLast(({ scored }) => !scored) ?? null;
  }

  /** A copy, oldest row first: [length, channels], row-major. Only of a full ring. */
  unroll(): Float32Array {
    const out = new Float32Array(this.data.length);
    const split = this.next * this.channels;
    out.set(this.data.subarray(split), 0);
    out.set(this.data.subarray(0, split), this.data.length - split);
    return out;
  }
}

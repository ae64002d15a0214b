import type { Range } from './range.ts';

const bins = 4096;

/** How often each part of a range was met. */
export class Histogram {
  readonly #counts = new Float64Array(bins);
  readonly #width: number;
  #total = 0;

  constructor(private readonly range: Range) {
    this.#width = (range.high - range.low) / bins;
  }

  add(values: Float32Array): void {
    const { low } = this.range;
    for (const value of values) {
      const bin = this.#width > 0 ? Math.floor((value - low) / this.#width) : 0;
      const within = Math.min(Math.max(bin, 0), bins - 1);
      this.#counts[within] = (this.#counts[within] ?? 0) + 1;
    }
    this.#total += values.length;
  }

  /** The range without the share of values that lie lowest and the same share that lie highest. */
  between(share: number): Range {
    const out = share * this.#total;
    const { low, high } = this.range;
    const below = emptyBins(this.#counts, out);
    const above = emptyBins(this.#counts.toReversed(), out);
    return { low: low + below * this.#width, high: high - above * this.#width };
  }
}

/** So many bins from the first on hold no more than `out` values. */
function emptyBins(counts: Float64Array, out: number): number {
  let seen = 0;
  const first = counts.findIndex((count) => {
    seen += count;
    return seen > out;
  });
  return Math.max(first, 0);
}

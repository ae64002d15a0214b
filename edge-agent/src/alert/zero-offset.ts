import type { Score, ScoredWindow } from '../detect/scored-window.ts';

type Window = ScoredWindow['window'];

/** What is subtracted from each channel before a window is scored, engineering units; null: nothing. */
export type ZeroOffset = readonly number[] | null;

/** Rows that a new zero rests on. */
const zeroRows = 100;

interface Row {
  readonly at: number;
  readonly values: readonly number[]; // [channels]
}

/** The rows that came last, as measured; where some were missing, only those since then. */
export class RecentRows {
  private rows: Row[] = [];
  private afterGap = false;

  constructor(private readonly windowLength: number) {}

  push({ at, last, quality }: Window): void {
    const reason = quality.scored ? null : quality.reason;
    if (reason === 'stale') return;
    if (reason === 'gap' && !this.afterGap) this.rows = [];
    this.afterGap = reason === 'gap';
    const values = last.filter((value) => value !== null && Number.isFinite(value));
    if (values.length < last.length) return;
    this.rows.push({ at, values: values.map(Number) });
    if (this.rows.length > Math.max(zeroRows, this.windowLength)) this.rows.shift();
  }

  /**
   * How far every channel stands from where it stood in training: median of the rows minus its mean.
   * @param since only rows from then on, ms UTC: those before an alert stood elsewhere
   * @throws Error in words when there are fewer rows than a window has
   */
  offsetFrom(means: readonly number[], since: number | null): readonly number[] {
    const rows = this.rows.filter(({ at }) => since === null || at >= since);
    if (rows.length < this.windowLength)
      throw new Error(
        `a new zero rests on at least ${this.windowLength} rows${since === null ? '' : ' since the alert began'}, and there are ${rows.length}: try again later`,
      );
    return means.map((mean, c) => median(rows.map(({ values }) => values[c] ?? mean)) - mean);
  }
}

function median(values: readonly number[]): number {
  const rising = [...values].sort((a, b) => a - b);
  const half = (rising.length - 1) / 2;
  return ((rising[Math.floor(half)] ?? 0) + (rising[Math.ceil(half)] ?? 0)) / 2;
}

/** @param data [windowLength, channels] */
export const subtractZero = (data: Float32Array, offset: ZeroOffset): Float32Array =>
  offset === null ? data : data.map((value, i) => value - (offset[i % offset.length] ?? 0));

/** People are shown what the sensors say, and what would have been expected of them. */
export function addZeroBack(score: Score, offset: ZeroOffset): Score {
  const { rebuilt } = score;
  if (offset === null || rebuilt === null) return score;
  const raise = (values: Float32Array) => values.map((value, c) => value + (offset[c] ?? 0));
  const { expected, worst } = rebuilt;
  return {
    ...score,
    rebuilt: {
      expected: raise(expected),
      worst: { value: raise(worst.value), expected: raise(worst.expected) },
    },
  };
}

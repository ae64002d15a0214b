import { TableError } from '@lookout/shared/table/table-error';

/** A longer step between two rows is a gap: no window spans it. A logger that skips a beat makes none. */
export const gapPeriods = 5;

/** Median step between rows, ms; null with fewer than two rows. */
export function medianStepMs(timesMs: ArrayLike<number>): number | null {
  const steps = Array.from(
    { length: Math.max(0, timesMs.length - 1) },
    (_, i) => (timesMs[i + 1] ?? 0) - (timesMs[i] ?? 0),
  ).sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? null;
}

/**
 * The sampling period of a file: as given, else as its times show.
 * @throws TableError `period` where neither tells
 */
export function periodOf(
  timesMs: ArrayLike<number> | null,
  givenMs: number | null,
  file: string,
): number {
  if (givenMs !== null) return givenMs;
  const step = timesMs && medianStepMs(timesMs);
  if (step === null)
    throw new TableError('period', 'no time column: give the sampling period with --period MS', {
      file,
    });
  if (step < 1)
    throw new TableError(
      'period',
      'most rows carry the same time, so the sampling period cannot be told: give it with --period MS',
      { file },
    );
  return Math.round(step);
}

/**
 * Marks the rows that follow a gap, beside those already marked. Clocks are set back in the best of
 * recordings (summer time, a corrected drift): where time runs backwards, nothing follows either.
 */
export function markGaps(
  breakBefore: Uint8Array,
  timesMs: ArrayLike<number>,
  periodMs: number,
): void {
  for (let row = 1; row < breakBefore.length; row++) {
    const step = (timesMs[row] ?? 0) - (timesMs[row - 1] ?? 0);
    if (step < 0 || step > gapPeriods * periodMs) breakBefore[row] = 1;
  }
}

/** Lowest and highest score among the windows that end in a stretch of rows. */
export interface Band {
  /** First row of the stretch. */
  readonly row: number;
  readonly low: number;
  readonly high: number;
  /** False where windows are missing before it: the line breaks there. */
  readonly follows: boolean;
}

/**
 * At most `columns` bands of equal width over a recording, so that no spike is averaged away. Where there
 * are no more windows than columns, each window is its own band.
 */
export function bandsOf(
  ends: ArrayLike<number>,
  scores: ArrayLike<number>,
  rows: number,
  columns = 1200,
): Band[] {
  const width = Math.max(1, Math.ceil(rows / columns));
  const bands: { row: number; low: number; high: number; follows: boolean }[] = [];
  let lastEnd: number | null = null;
  for (let i = 0; i < scores.length; i++) {
    const [end, score] = [ends[i] ?? 0, scores[i] ?? 0];
    const row = end - (end % width);
    const band = bands.at(-1);
    if (band?.row === row) {
      band.low = Math.min(band.low, score);
      band.high = Math.max(band.high, score);
    } else {
      const follows = lastEnd !== null && end - lastEnd <= width;
      bands.push({ row, low: score, high: score, follows });
    }
    lastEnd = end;
  }
  return bands;
}

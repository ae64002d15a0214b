import type { Recording } from './recording.ts';

/** Last row of every window, stride 1. A window's time and label are those of its last row. */
export function windowEnds(
  { rows, breakBefore }: Pick<Recording, 'rows' | 'breakBefore'>,
  windowLength: number,
): Int32Array {
  const ends: number[] = [];
  let run = 0;
  for (let row = 0; row < rows; row++) {
    run = breakBefore[row] === 1 ? 1 : run + 1;
    if (run >= windowLength) ends.push(row);
  }
  return Int32Array.from(ends);
}

/** Copies windows side by side, as the model takes them: [ends.length, windowLength, channels]. */
export function gatherWindows(
  { values, channels }: Pick<Recording, 'values' | 'channels'>,
  ends: Int32Array,
  windowLength: number,
): Float32Array {
  const size = windowLength * channels;
  const windows = new Float32Array(ends.length * size);
  ends.forEach((end, i) => {
    const first = (end + 1 - windowLength) * channels;
    windows.set(values.subarray(first, first + size), i * size);
  });
  return windows;
}

/** How many windows each unbroken run of rows gives, in order; runs too short for one are left out. */
export function windowsPerRun(ends: Int32Array): number[] {
  const counts: number[] = [];
  ends.forEach((end, i) => {
    if (i > 0 && end === (ends[i - 1] ?? 0) + 1)
      counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
    else counts.push(1);
  });
  return counts;
}

/** Labels of the windows; all 0 where the recording has none. */
export const windowLabels = ({ labels }: Recording, ends: Int32Array): Uint8Array =>
  Uint8Array.from(ends, (end) => labels?.[end] ?? 0);

/**
 * Mean over each window of a statistic of rows. `skipFirst` leaves the window's first row out, for a
 * statistic of a row and the one before it.
 */
export function windowMeans(
  statistic: Float64Array, // [rows]
  ends: Int32Array,
  windowLength: number,
  skipFirst = 0,
): Float64Array {
  const count = windowLength - skipFirst;
  return Float64Array.from(ends, (end) => {
    let sum = 0;
    for (let row = end + 1 - count; row <= end; row++) sum += statistic[row] ?? 0;
    return sum / count;
  });
}

/** Largest value in each window of a statistic of rows. */
export const windowMaxima = (
  statistic: Float64Array, // [rows]
  ends: Int32Array,
  windowLength: number,
): Float64Array =>
  Float64Array.from(ends, (end) =>
    Math.max(...statistic.subarray(end + 1 - windowLength, end + 1)),
  );

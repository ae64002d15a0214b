import { TrainError } from './train-error.ts';

export interface TimeSplit {
  /** Numbers of the windows to train on, in order of time. */
  readonly train: Int32Array;
  /** Later windows of the same recordings, sharing no row with the former. */
  readonly validation: Int32Array;
}

export interface TimeSplitOptions {
  /** How many windows each recording (or stretch without a gap) gave, in the order of the windows. */
  readonly segments: readonly number[];
  readonly validationShare: number;
  /** Windows between the parts that are left out, because they share rows with both. */
  readonly gap: number;
}

/**
 * Splits by time: the last part of every segment validates. Windows drawn at random would overlap with
 * those trained on and validate nothing. A segment too short to spare a part is trained on as a whole.
 */
export function splitByTime(windows: number, options: TimeSplitOptions): TimeSplit {
  const { segments, validationShare, gap } = options;
  const total = segments.reduce((sum, length) => sum + length, 0);
  if (total !== windows) {
    throw new TrainError('bad_shape', `the segments hold ${total} windows, the data ${windows}`);
  }
  const train: number[] = [];
  const validation: number[] = [];
  let start = 0;
  for (const length of segments) {
    const later = Math.floor(length * validationShare);
    const earlier = later > 0 ? length - later - gap : length;
    const spare = earlier > 0;
    pushRange(train, start, start + (spare ? earlier : length));
    if (spare) pushRange(validation, start + length - later, start + length);
    start += length;
  }
  return { train: Int32Array.from(train), validation: Int32Array.from(validation) };
}

/** At most `limit` of them, evenly spaced. */
export function thinOut(numbers: Int32Array, limit: number): Int32Array {
  if (numbers.length <= limit) return numbers;
  return Int32Array.from(
    { length: limit },
    (_, i) => numbers[Math.floor((i * numbers.length) / limit)] ?? 0,
  );
}

function pushRange(list: number[], from: number, to: number): void {
  for (let i = from; i < to; i++) list.push(i);
}

/** How every place of a scaled line is made of the places of the original one. */
export interface Taps {
  /** Taps of a place; those that a place does not need have weight 0. */
  readonly width: number;
  /** First place of the original that counts; [size]. */
  readonly first: Int32Array;
  /** Sum to 1 for every place; [size, width]. */
  readonly weights: Float64Array;
}

/**
 * Weights that fall in a straight line with the distance: between neighbours where the line grows, and where
 * it shrinks over all places that the new one covers, so that fine patterns do not come out as coarse ones.
 *
 * @param from places of the original line
 * @param size places of the scaled one
 */
export function tapsOf(from: number, size: number): Taps {
  const step = from / size;
  const reach = Math.max(1, step);
  const width = Math.min(from, Math.ceil(2 * reach) + 1);
  const first = new Int32Array(size);
  const weights = new Float64Array(size * width);
  for (let to = 0; to < size; to += 1) {
    const center = (to + 0.5) * step - 0.5;
    const start = Math.min(Math.max(0, Math.ceil(center - reach)), from - width);
    first[to] = start;
    let sum = 0;
    for (let tap = 0; tap < width; tap += 1) {
      const weight = Math.max(0, 1 - Math.abs(start + tap - center) / reach);
      weights[to * width + tap] = weight;
      sum += weight;
    }
    for (let tap = 0; tap < width; tap += 1)
      weights[to * width + tap] = (weights[to * width + tap] ?? 0) / sum;
  }
  return { width, first, weights };
}

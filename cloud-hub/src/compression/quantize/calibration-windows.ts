import { corruptWindow, layoutOf } from '../distil/corrupt-windows.ts';
import type { RandomSource } from '../training/random-source.ts';

/**
 * Normal windows and a spoilt copy of each: [2n, ...shape]. Ranges taken from normal windows alone would
 * clip just what a detector is there to see (facts.md, "How far a VAE detector compresses").
 * @param windows [n, ...shape], scaled
 */
export function calibrationWindows(
  windows: Float32Array,
  shape: readonly number[],
  random: RandomSource,
): Float32Array {
  const size = shape.reduce((product, dim) => product * dim, 1);
  const layout = layoutOf(shape);
  const both = new Float32Array(2 * windows.length);
  both.set(windows);
  both.set(windows, windows.length);
  for (let from = windows.length; from < both.length; from += size)
    corruptWindow(both.subarray(from, from + size), layout, random);
  return both;
}

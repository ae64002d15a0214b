/** How far each value may be moved, in engineering units: ε sd of its channel. */
export type Bounds = readonly number[]; // [channels]

/** Every value moved within its bound, evenly. @param windows [n, windowLength, channels] */
export function addNoise(
  windows: Float32Array,
  bounds: Bounds,
  random: () => number,
): Float32Array {
  const { length } = bounds;
  return windows.map((value, i) => value + (2 * random() - 1) * (bounds[i % length] ?? 0));
}

/**
 * One step of the fast gradient sign method (Goodfellow et al. 2015): every value by its whole bound in the
 * direction in which the score rises, or falls. Where the gradient is 0 nothing moves.
 */
export function signStep(
  windows: Float32Array,
  gradient: Float32Array,
  bounds: Bounds,
  direction: 'up' | 'down',
): Float32Array {
  const { length } = bounds;
  const sign = direction === 'up' ? 1 : -1;
  return windows.map(
    (value, i) => value + sign * Math.sign(gradient[i] ?? 0) * (bounds[i % length] ?? 0),
  );
}

import type { Weight } from '@lookout/shared/onnx/vae';
import { QuantizeError } from './quantize-error.ts';

/** weight ≈ scale[c] · value, c along one axis. */
export interface Int8Weight {
  readonly values: Int8Array; // in the shape of the weight
  readonly scales: Float32Array; // [channels]
}

/** The largest step of a weight. */
export const weightLimits = {
  8: 127,
  /**
   * A CPU without a dot product of bytes (x64 before VNNI) sums pairs of u8 · int8 in 16 bits, saturated:
   * 2 · 255 · 127 is beyond them, and whole layers come out wrong; 2 · 255 · 64 is not.
   */
  7: 63,
} as const;
export type WeightBits = keyof typeof weightLimits;
/** As in training (`fakeQuantize`): a channel of zeros has a scale too. */
const smallestWeight = 1e-12;

/**
 * Symmetric int8, one scale (absmax / limit) per channel of `axis`.
 * @param bits that are made use of
 * @param atLeast a lower bound of each scale
 * @throws QuantizeError 'bad_weights' naming the weight
 */
export function int8Weight(
  name: string,
  { shape, data }: Weight,
  axis: number,
  bits: WeightBits = 8,
  atLeast: (channel: number) => number = () => 0,
): Int8Weight {
  const limit = weightLimits[bits];
  const channels = shape[axis] ?? 1;
  const inner = shape.slice(axis + 1).reduce((product, dim) => product * dim, 1);
  const channelOf = (at: number) => Math.floor(at / inner) % channels;
  const largest = new Float64Array(channels).fill(smallestWeight);
  data.forEach((value, at) => {
    if (!Number.isFinite(value))
      throw new QuantizeError('bad_weights', `weight "${name}" holds ${value}: train it again`);
    const channel = channelOf(at);
    largest[channel] = Math.max(largest[channel] ?? 0, Math.abs(value));
  });
  const scales = Float32Array.from(largest, (value, c) => Math.max(value / limit, atLeast(c)));
  const values = Int8Array.from(data, (value, at) => {
    const steps = roundEven(value / (scales[channelOf(at)] ?? 1));
    return Math.min(Math.max(steps, -limit), limit);
  });
  return { values, scales };
}

/** To the nearest integer, halves to the even one, as ONNX's Round and QuantizeLinear do. */
export function roundEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return Math.round(value);
  return down % 2 === 0 ? down : down + 1;
}

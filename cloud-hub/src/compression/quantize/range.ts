import { QuantizeError } from './quantize-error.ts';

/** What an activation was seen to be between. */
export interface Range {
  readonly low: number;
  readonly high: number;
}
export type Ranges = ReadonlyMap<string, Range>;

/** value ≈ (step - zeroPoint) · scale, step from 0 to 255 */
export interface Affine {
  readonly scale: number;
  readonly zeroPoint: number;
}

const uint8Max = 255;
/** Of an activation that is always 0. */
const smallestSpan = 1e-9;

/**
 * The 256 steps that cover a range and 0, and hold 0 exactly: padding and Relu depend on it.
 * @throws QuantizeError 'bad_range' naming the value
 */
export function affineOf(name: string, { low, high }: Range): Affine {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
    throw new QuantizeError('bad_range', `"${name}" lies between ${low} and ${high}`);
  const [bottom, top] = [Math.min(low, 0), Math.max(high, 0)];
  const scale = Math.fround(Math.max(top - bottom, smallestSpan) / uint8Max);
  const zeroPoint = Math.min(Math.max(Math.round(-bottom / scale), 0), uint8Max);
  return { scale, zeroPoint };
}

/** Each bound so many times as far from 0; 1 leaves them as they are. */
export function widened({ low, high }: Range, factor: number): Range {
  return { low: Math.min(low, low * factor), high: Math.max(high, high * factor) };
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The largest number that float16 holds. */
export const largestHalf = 65504;

/** float32 → the bits of the nearest float16 (IEEE 754 binary16), ties to even. */
export function halfBits(value: number): number {
  float[0] = value;
  const [word = 0] = bits;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112; // biases 127 and 15
  const mantissa = word & 0x7fffff;
  if (exponent < -10) return sign; // less than half of the smallest
  if (exponent <= 0) return sign | rounded(mantissa | 0x800000, 14 - exponent);
  return sign | rounded((exponent << 23) | mantissa, 13);
}

/** word / 2^shift to the nearest integer, ties to even; a carry runs into the exponent, as it should. */
function rounded(word: number, shift: number): number {
  const down = word >>> shift;
  const rest = word & ((1 << shift) - 1);
  const middle = 1 << (shift - 1);
  return rest > middle || (rest === middle && down % 2 === 1) ? down + 1 : down;
}

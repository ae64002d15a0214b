/** One after another; spreading them into a call would overflow the stack. */
export const joinFloats = (parts: readonly Float32Array[]): Float32Array =>
  filled(new Float32Array(lengthOf(parts)), parts);

/** The same in double precision. */
export const joinDoubles = (parts: readonly (Float32Array | Float64Array)[]): Float64Array =>
  filled(new Float64Array(lengthOf(parts)), parts);

type Floats = Float32Array | Float64Array;

const lengthOf = (parts: readonly Floats[]): number =>
  parts.reduce((sum, { length }) => sum + length, 0);

function filled<T extends Floats>(whole: T, parts: readonly Floats[]): T {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

import type { WindowSize } from '@lookout/shared/detector/window-size';
import type { BatchRebuilt } from './child-protocol.ts';

/**
 * The reconstruction of each window's last row, and for each channel the value and its reconstruction at
 * the row where they lie furthest apart: what stands behind an alert may be over by the last row.
 *
 * @param data [batch, windowLength, channels]
 * @param reconstruction the same shape
 */
export function reduceRows(
  data: Float32Array,
  reconstruction: Float32Array,
  windowLength: number,
  channels: number,
): BatchRebuilt {
  const batch = data.length / (windowLength * channels);
  const expected = new Float32Array(batch * channels);
  const worstValue = new Float32Array(batch * channels);
  const worstExpected = new Float32Array(batch * channels);
  for (let b = 0; b < batch; b += 1)
    for (let c = 0; c < channels; c += 1) {
      const out = b * channels + c;
      let worst = -1;
      for (let row = 0; row < windowLength; row += 1) {
        const at = (b * windowLength + row) * channels + c;
        const value = data[at] ?? 0;
        const rebuilt = reconstruction[at] ?? 0;
        const deviation = Math.abs(value - rebuilt);
        if (deviation > worst) {
          worst = deviation;
          worstValue[out] = value;
          worstExpected[out] = rebuilt;
        }
        if (row === windowLength - 1) expected[out] = rebuilt;
      }
    }
  return { expected, worstValue, worstExpected };
}

/**
 * Of rows, see `reduceRows`; of a frame its colors' means, as they are and as they were rebuilt.
 * @param data [batch, ...shape of the window]
 * @param reconstruction the same shape
 */
export const reduceWindows = (
  data: Float32Array,
  reconstruction: Float32Array,
  size: WindowSize,
): BatchRebuilt =>
  size.kind === 'series'
    ? reduceRows(data, reconstruction, size.windowLength, size.channels)
    : reduceFrames(data, reconstruction, size.height * size.width);

function reduceFrames(
  data: Float32Array,
  reconstruction: Float32Array,
  pixels: number,
): BatchRebuilt {
  const expected = meansOf(reconstruction, pixels);
  return { expected, worstValue: meansOf(data, pixels), worstExpected: expected };
}

/** @param values [batch, channels, height, width] @returns [batch, channels] */
const meansOf = (values: Float32Array, pixels: number): Float32Array =>
  Float32Array.from({ length: values.length / pixels }, (_, i) => {
    let sum = 0;
    for (let at = i * pixels; at < (i + 1) * pixels; at += 1) sum += values[at] ?? 0;
    return sum / pixels;
  });

/** A loop: a call for each value of a frame takes ten times as long, in the agent's own thread. */
export function allFinite(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!Number.isFinite(values[at])) return false;
  return true;
}

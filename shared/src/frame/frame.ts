import { mixesOf } from './colors.ts';
import { type FrameSize, type Image, ImageError } from './image.ts';
import { type Taps, tapsOf } from './taps.ts';

/**
 * Stretches an image to a detector's size, whatever its own proportions: hub and device must give the network
 * the same bytes of the same picture, so both do it here and not in the library that decodes.
 *
 * @returns [channels, height, width], row-major, a byte each; the network takes `frameValues` of them
 * @throws ImageError where it is empty, or has not the colors that the detector wants
 */
export function frameBytes(image: Image, size: FrameSize): Uint8Array<ArrayBuffer> {
  const { width, height, colors, pixels } = image;
  if (width < 1 || height < 1 || pixels.length !== width * height * colors)
    throw new ImageError(
      `the image has ${pixels.length} bytes, of ${width}×${height} pixels of ${colors} colors`,
    );
  const [across, down] = [tapsOf(width, size.width), tapsOf(height, size.height)];
  const narrow = narrowed(image, size.width, across); // [height, size.width, colors]
  const planes = Array.from({ length: colors }, (_, color) =>
    shortened(narrow, { colors, color, size, down }),
  );
  const area = size.height * size.width;
  const bytes = new Uint8Array(size.channels * area);
  mixesOf(colors, size.channels).forEach((mix, channel) => {
    for (let at = 0; at < area; at += 1) {
      let value = 0;
      for (const { color, share } of mix) value += share * (planes[color]?.[at] ?? 0);
      bytes[channel * area + at] = Math.round(value);
    }
  });
  return bytes;
}

/** Every row scaled to the new width. @returns [height, width, colors] */
function narrowed(
  { width: from, height, colors, pixels }: Image,
  width: number,
  { width: taps, first, weights }: Taps,
): Float32Array {
  const rows = new Float32Array(height * width * colors);
  for (let row = 0; row < height; row += 1)
    for (let column = 0; column < width; column += 1) {
      const start = (row * from + (first[column] ?? 0)) * colors;
      for (let color = 0; color < colors; color += 1) {
        let value = 0;
        for (let tap = 0; tap < taps; tap += 1)
          value +=
            (weights[column * taps + tap] ?? 0) * (pixels[start + tap * colors + color] ?? 0);
        rows[(row * width + column) * colors + color] = value;
      }
    }
  return rows;
}

/** One color's columns scaled to the new height. @returns [height, width] */
function shortened(
  rows: Float32Array, // [rows, width, colors]
  task: {
    readonly colors: number;
    readonly color: number;
    readonly size: FrameSize;
    readonly down: Taps;
  },
): Float32Array {
  const { colors, color, size, down } = task;
  const { height, width } = size;
  const plane = new Float32Array(height * width);
  for (let row = 0; row < height; row += 1)
    for (let tap = 0; tap < down.width; tap += 1) {
      const weight = down.weights[row * down.width + tap] ?? 0;
      if (weight === 0) continue;
      const start = ((down.first[row] ?? 0) + tap) * width;
      for (let column = 0; column < width; column += 1) {
        const at = row * width + column;
        plane[at] = (plane[at] ?? 0) + weight * (rows[(start + column) * colors + color] ?? 0);
      }
    }
  return plane;
}

/** What the network takes: 0 to 1 for bytes of 0 to 255; in the shape of the bytes. */
export function frameValues(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) values[at] = (bytes[at] ?? 0) / 255;
  return values;
}

/**
 * The mean of every color: the row that stands for a frame in sensor checks, rows, trends and baselines.
 * @param bytes [channels, height, width]
 * @returns [channels], from 0 to 1
 */
export function colorMeans(bytes: Uint8Array, channels: number): number[] {
  const area = bytes.length / channels;
  return Array.from({ length: channels }, (_, channel) => {
    let sum = 0;
    for (let at = channel * area; at < (channel + 1) * area; at += 1) sum += bytes[at] ?? 0;
    return sum / area / 255;
  });
}

import { mixesOf } from './colors.ts';
import { type FrameSize, type Image, ImageError, longestSide } from './image.ts';
import { type Taps, tapsOf } from './taps.ts';

/**
 * Stretches an image to a detector's size, whatever its own proportions: hub and device must give the network
 * the same bytes of the same picture, so both do it here and not in the library that decodes.
 *
 * @returns [channels, height, width], row-major, a byte each; the network takes `frameValues` of them
 * @throws ImageError where it is empty, or far too long, or has not the colors that the detector wants
 */
export function frameBytes(image: Image, size: FrameSize): Uint8Array<ArrayBuffer> {
  const { width, height, colors, pixels } = image;
  if (width < 1 || height < 1 || pixels.length !== width * height * colors)
    throw new ImageError(
      `the image has ${pixels.length} bytes, of ${width}×${height} pixels of ${colors} colors`,
    );
  if (width > longestSide || height > longestSide)
    throw new ImageError(
      `the image has ${width}×${height} pixels, and a side at most ${longestSide}`,
    );
  const planes = scaled(image, size);
  const area = size.height * size.width;
  const bytes = new Uint8Array(size.channels * area);
  const sums = new Float64Array(area);
  mixesOf(colors, size.channels).forEach((mix, channel) => {
    sums.fill(0);
    // Colors outside, pixels inside: the other way round each pixel leaves garbage, 15 MB in a frame of 224×224.
    for (const { color, share } of mix)
      for (let at = 0; at < area; at += 1)
        sums[at] = (sums[at] ?? 0) + share * (planes[color * area + at] ?? 0);
    for (let at = 0; at < area; at += 1) bytes[channel * area + at] = Math.round(sums[at] ?? 0);
  });
  return bytes;
}

/**
 * Row by row, each scaled to the new width and added to those that it has a part in: no more is held than
 * one row, however high the image is.
 *
 * @returns [colors, height, width]
 */
function scaled(image: Image, { height, width }: FrameSize): Float32Array {
  const { colors } = image;
  const [across, down] = [tapsOf(image.width, width), tapsOf(image.height, height)];
  const planes = new Float32Array(colors * height * width);
  const row = new Float32Array(colors * width); // [colors, width]
  let first = 0; // the first new row that is not complete
  for (let from = 0; from < image.height; from += 1) {
    while (first < height && (down.first[first] ?? 0) + down.width <= from) first += 1;
    narrow(image, from, across, row);
    for (let to = first; to < height && (down.first[to] ?? 0) <= from; to += 1) {
      const weight = down.weights[to * down.width + from - (down.first[to] ?? 0)] ?? 0;
      if (weight !== 0) addRow(planes, row, weight, { to, colors, height, width });
    }
  }
  return planes;
}

/** @param out [colors, width] */
function narrow(
  { width: from, colors, pixels }: Image,
  row: number,
  { width: taps, first, weights }: Taps,
  out: Float32Array,
): void {
  const width = first.length;
  for (let column = 0; column < width; column += 1) {
    const start = (row * from + (first[column] ?? 0)) * colors;
    for (let color = 0; color < colors; color += 1) {
      let value = 0;
      for (let tap = 0; tap < taps; tap += 1)
        value += (weights[column * taps + tap] ?? 0) * (pixels[start + tap * colors + color] ?? 0);
      out[color * width + column] = value;
    }
  }
}

/** @param row [colors, width] */
function addRow(
  planes: Float32Array, // [colors, height, width]
  row: Float32Array,
  weight: number,
  at: {
    readonly to: number;
    readonly colors: number;
    readonly height: number;
    readonly width: number;
  },
): void {
  const { to, colors, height, width } = at;
  for (let color = 0; color < colors; color += 1) {
    const start = (color * height + to) * width;
    for (let column = 0; column < width; column += 1)
      planes[start + column] =
        (planes[start + column] ?? 0) + weight * (row[color * width + column] ?? 0);
  }
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

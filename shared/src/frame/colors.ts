import { type Image, ImageError } from './image.ts';

/** Shares of red, green and blue in what looks equally bright (ITU-R BT.601, as JPEG has it). */
const brightness = [0.299, 0.587, 0.114] as const;

const nameOf: Readonly<Record<number, string>> = {
  1: 'grey',
  2: 'grey with transparency',
  3: 'red, green and blue',
  4: 'red, green and blue with transparency',
};

/** A color of a frame: shares of an image's colors. */
type Mix = readonly { readonly color: number; readonly share: number }[];

const only = (color: number): Mix => [{ color, share: 1 }];

/**
 * What each channel of a detector is of an image's colors. Grey serves for all three colors, three colors
 * become grey by their brightness, and transparency is left out, unless the detector has as many channels.
 *
 * @returns [channels]
 * @throws ImageError where the image has not the colors that the detector wants
 */
export function mixesOf(colors: Image['colors'], channels: number): readonly Mix[] {
  if (colors === channels) return Array.from({ length: channels }, (_, color) => only(color));
  const isGrey = colors <= 2;
  if (channels === 1)
    return [isGrey ? only(0) : brightness.map((share, color) => ({ color, share }))];
  if (channels === 3) return [0, 1, 2].map((color) => only(isGrey ? 0 : color));
  throw new ImageError(
    `the image is ${nameOf[colors] ?? `of ${colors} colors`}, and the detector takes ${channels} channels`,
  );
}

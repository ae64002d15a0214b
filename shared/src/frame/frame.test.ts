import { expect, test } from 'vitest';
import { colorMeans, frameBytes, frameValues } from './frame.ts';
import type { Image } from './image.ts';

const grey = (width: number, pixels: readonly number[]): Image => ({
  width,
  height: pixels.length / width,
  colors: 1,
  pixels: Uint8Array.from(pixels),
});
const size = (width: number, height: number, channels = 1) => ({ channels, width, height });

test.each([
  ['of the same size stays as it is', grey(2, [0, 50, 100, 255]), size(2, 2), [0, 50, 100, 255]],
  ['twice as wide runs from one to the next', grey(2, [0, 100]), size(4, 1), [0, 25, 75, 100]],
  // Triangle over two pixels to each side of the middle of a new one: 1/8, 3/8, 3/8, 1/8, less what is outside.
  ['half as wide is weighed over what it covers', grey(4, [0, 0, 200, 200]), size(2, 1), [29, 171]],
  ['far smaller is the mean of all', grey(8, [0, 255, 0, 255, 0, 255, 0, 255]), size(1, 1), [128]],
  ['is stretched both ways', grey(1, [0, 100]), size(2, 4), [0, 0, 25, 25, 75, 75, 100, 100]],
])('an image %s', (_, image, to, expected) => {
  expect([...frameBytes(image, to)]).toEqual(expected);
});

const pixel = (...pixels: number[]): Image => ({
  width: 1,
  height: 1,
  colors: pixels.length,
  pixels: Uint8Array.from(pixels),
});

test.each([
  ['grey for three colors', pixel(40), 3, [40, 40, 40]],
  ['grey without its transparency', pixel(40, 9), 1, [40]],
  ['colors one after the other', pixel(10, 20, 30), 3, [10, 20, 30]],
  ['colors without transparency', pixel(10, 20, 30, 0), 3, [10, 20, 30]],
  ['all four where four are wanted', pixel(10, 20, 30, 0), 4, [10, 20, 30, 0]],
  ['grey of colors by their brightness', pixel(255, 0, 0), 1, [76]],
])('%s', (_, image, channels, expected) => {
  expect([...frameBytes(image, size(1, 1, channels))]).toEqual(expected);
});

test('a fourth color that the image has not is told', () => {
  expect(() => frameBytes(pixel(1, 2, 3), size(1, 1, 4))).toThrow(
    'the image is red, green and blue, and the detector takes 4 channels',
  );
});

test('an image of too few bytes is told', () => {
  expect(() => frameBytes({ ...pixel(1, 2, 3), width: 2 }, size(1, 1, 3))).toThrow(
    'the image has 3 bytes, of 2×1 pixels of 3 colors',
  );
});

test('an image of a side that no camera has is told', () => {
  expect(() => frameBytes(grey(1, new Array(32_769).fill(0)), size(1, 1))).toThrow(
    'the image has 1×32769 pixels, and a side at most 32768',
  );
});

test('a frame has planes of colors, values to 1 and a mean for each', () => {
  const image = { width: 2, height: 1, colors: 3, pixels: Uint8Array.of(0, 51, 255, 102, 51, 255) };
  const bytes = frameBytes(image, size(2, 1, 3));
  expect([...bytes]).toEqual([0, 102, 51, 51, 255, 255]);
  expect([...frameValues(bytes)]).toEqual([0, 0.4, 0.2, 0.2, 1, 1].map(Math.fround));
  expect(colorMeans(bytes, 3)).toEqual([0.2, 0.2, 1]);
});

import { expect, test } from 'vitest';
import { readBitmap } from './bitmap.ts';

/** A file of 24 bits as a camera writes it. */
function bitmap(width: number, height: number, pixels: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(54 + pixels.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x424d);
  view.setUint32(10, 54, true);
  view.setInt32(18, width, true);
  view.setInt32(22, height, true);
  view.setUint16(28, 24, true);
  bytes.set(pixels, 54);
  return bytes;
}
// Blue first, and rows padded to four bytes.
const bottomRow = [3, 2, 1, 0];
const topRow = [6, 5, 4, 0];

test.each([
  ['from the bottom up', bitmap(1, 2, [...bottomRow, ...topRow])],
  ['from the top where its height is negative', bitmap(1, -2, [...topRow, ...bottomRow])],
  ['without the padding of the last row', bitmap(1, 2, [...bottomRow, 6, 5, 4])],
])('a bitmap is read %s', (_, bytes) => {
  expect(readBitmap(bytes)).toEqual({
    ...{ width: 1, height: 2, colors: 3 },
    pixels: Uint8Array.of(4, 5, 6, 1, 2, 3),
  });
});

const ofBits = (bits: number) => {
  const bytes = bitmap(1, 1, [0, 0, 0, 0]);
  bytes[28] = bits;
  return bytes;
};
test.each([
  ['half written', bitmap(1, 2, bottomRow), 'it has 58 bytes, and a bitmap of its size 61'],
  ['of 8 bits', ofBits(8), 'a bitmap of 8 bits'],
  ['of no width', bitmap(0, 1, []), 'of 0×1 pixels'],
  ['of nothing but its name', Uint8Array.of(0x42, 0x4d), 'no whole bitmap'],
])('a bitmap %s is told', (_, bytes, message) => {
  expect(() => readBitmap(bytes)).toThrow(message);
});

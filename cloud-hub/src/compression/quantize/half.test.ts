import { expect, test } from 'vitest';
import { halfBits } from './half.ts';

test.each([
  [0, 0x0000],
  [-0, 0x8000],
  [1, 0x3c00],
  [-2, 0xc000],
  [0.1, 0x2e66],
  [65504, 0x7bff],
  [1 + 2 ** -11, 0x3c00], // half way: to the even one
  [1 + 3 * 2 ** -11, 0x3c02],
  [2 ** -14, 0x0400], // the smallest normal one
  [2 ** -24, 0x0001], // the smallest of all
  [2 ** -25, 0x0000],
  [1.5 * 2 ** -25, 0x0001],
  [2 ** -14 - 2 ** -25, 0x0400], // rounds up into the normal ones
])('%f', (value, bits) => expect(halfBits(value)).toBe(bits));

import { expect, test } from 'vitest';
import { frameSizeOf } from './frame-size.ts';

const taking = (...shape: number[]) => ({
  ...{ input: { name: 'x', shape }, nodes: [], weights: {}, constants: {}, outputs: {} },
});

test.each([
  [[3, 224, 224], { channels: 3, height: 224, width: 224 }],
  [[1, 64, 128], { channels: 1, height: 64, width: 128 }],
])('%j are frames', (shape, size) => expect(frameSizeOf(taking(...shape))).toEqual(size));

test.each([
  ['rows', [64, 8], 'are rows of sensors'],
  ['colors last', [224, 224, 3], 'colors last'],
  ['four colors', [4, 32, 32], 'one color (grey) or three'],
  ['a side too short', [3, 4, 32], '8 to 1024'],
  ['a side too long', [3, 32, 2000], '8 to 1024'],
])('%s are refused', (_, shape, words) => {
  expect(() => frameSizeOf(taking(...shape))).toThrow(
    expect.objectContaining({ code: 'layout', message: expect.stringContaining(words) }),
  );
});

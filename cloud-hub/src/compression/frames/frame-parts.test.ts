import { expect, test } from 'vitest';
import { frameBatches, pickFrames, rowsOfFrames, splitFrames } from './frame-parts.ts';

const size = { channels: 2, height: 1, width: 2 };
/** So many frames, of which the first color is its number and the second 100 more. */
const numbered = (count: number, from = 0) => ({
  count,
  bytes: Uint8Array.from({ length: 4 * count }, (_, at) => {
    const frame = from + Math.floor(at / 4);
    return at % 4 < 2 ? frame : 100 + frame;
  }),
});
const firsts = (bytes: ArrayLike<number>) =>
  Array.from({ length: bytes.length / 4 }, (_, i) => bytes[4 * i]);

test('each folder is cut after three quarters', () => {
  const { fit, calibrate } = splitFrames([numbered(40), numbered(8, 50)], size);
  expect(fit.map(({ count }) => count)).toEqual([30, 6]);
  expect(calibrate.map(({ bytes }) => firsts(bytes))).toEqual([
    [30, 31, 32, 33, 34, 35, 36, 37, 38, 39],
    [56, 57],
  ]);
});

test.each([[37], [0]])('%i frames are too few', (count) => {
  expect(() => splitFrames([numbered(count)], size)).toThrow(
    expect.objectContaining({
      code: 'too_few_windows',
      message: expect.stringContaining('at least 40 frames'),
    }),
  );
});

test('batches hold so many frames of one folder, from 0 to 1', () => {
  const batches = [...frameBatches([numbered(3), numbered(1, 51)], size, 2)];
  expect(
    batches.map((batch) => firsts(batch).map((value) => Math.round(255 * (value ?? 0)))),
  ).toEqual([[0, 1], [2], [51]]);
  expect(batches[2]?.[0]).toBeCloseTo(0.2, 6);
});

test('some are picked evenly, or all where there are fewer', () => {
  expect(firsts(pickFrames([numbered(4), numbered(4, 4)], size, 4))).toEqual([0, 2, 4, 6]);
  expect(firsts(pickFrames([numbered(2)], size, 4))).toEqual([0, 1]);
});

test('the row that stands for a frame is the mean of each color', () => {
  const { rows, values, breakBefore } = rowsOfFrames(numbered(2, 51), size);
  expect(rows).toBe(2);
  expect([...values].map((value) => Math.round(255 * value))).toEqual([51, 151, 52, 152]);
  expect([...breakBefore]).toEqual([1, 0]);
});

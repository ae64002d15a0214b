import type { Dim } from '@lookout/shared/onnx/value';
import { expect, test } from 'vitest';
import { freeReshape } from './free-reshape.ts';
import type { Size } from './size.ts';

const b = (perBatch: number): Size => ({ perBatch });

test.each<[string, Size[], Dim[], number | null, number[] | null]>([
  ['counts no windows', [2, 12], [24], null, null],
  ['left open', [-1, 24], ['batch', 6, 4], null, [-1, 24]],
  ['copied', [0, 24], ['batch', 6, 4], null, [-1, 24]],
  ['worked out of the shape', [b(1), 24], ['batch', 6, 4], null, [-1, 24]],
  ['worked out, and another open', [b(6), -1], ['batch', 6, 4], null, [-1, 4]],
  ['exported for 1', [1, 24], ['batch', 6, 4], 1, [-1, 24]],
  ['exported for 1, the rest open', [1, -1], ['batch', 6, 4], 1, [-1, 24]],
  ['exported for 1, rows and windows together', [6, 4], ['batch', 6, 4], 1, [-1, 4]],
  ['exported for 1, with an axis put in', [1, 1, 6, 4], ['batch', 6, 4], 1, [-1, 1, 6, 4]],
  ['exported for 1, windows second', [6, 1, 2, 2], [6, 'batch', 4], 1, [6, -1, 2, 2]],
  ['exported for 8', [8, 24], ['batch', 6, 4], 8, [-1, 24]],
  ['exported for 8, rows and windows together', [48, 4], ['batch', 6, 4], 8, [-1, 4]],
])('%s', (_, target, shape, fixedBatch, expected) => {
  expect(freeReshape(target, shape, fixedBatch)).toEqual(expected);
});

test.each<[string, Size[], Dim[], number | null]>([
  ['all windows into one row', [192], [4, 'batch', 6], 8],
  ['sizes that do not come out', [1, 23], ['batch', 6, 4], 1],
])('refused: %s', (_, target, shape, fixedBatch) => {
  expect(() => freeReshape(target, shape, fixedBatch)).toThrow(
    expect.objectContaining({ code: 'batch', message: expect.stringContaining('dynamic') }),
  );
});

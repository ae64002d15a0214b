import { describe, expect, test } from 'vitest';
import { type AxisSizes, type Interpolation, interpolationMatrix } from './interpolation.ts';

type Coordinates = Interpolation['coordinates'];

/** Rows of the matrix, each the mix of old samples that one new sample is. */
function rowsOf(axis: AxisSizes, interpolation: Interpolation): number[][] {
  const matrix = Array.from(interpolationMatrix(axis, interpolation));
  return Array.from({ length: axis.to }, (_, i) =>
    matrix.slice(i * axis.from, (i + 1) * axis.from),
  );
}

describe('linear', () => {
  test.each<[Coordinates, AxisSizes, number[][]]>([
    [
      'align_corners',
      { from: 2, to: 3, scale: 1.5 },
      [
        [1, 0],
        [0.5, 0.5],
        [0, 1],
      ],
    ],
    ['align_corners', { from: 3, to: 1, scale: 1 / 3 }, [[1, 0, 0]]],
    [
      'half_pixel',
      { from: 2, to: 4, scale: 2 },
      [
        [1, 0],
        [0.75, 0.25],
        [0.25, 0.75],
        [0, 1],
      ],
    ],
    ['half_pixel', { from: 4, to: 1, scale: 0.25 }, [[0, 0.5, 0.5, 0]]],
    ['pytorch_half_pixel', { from: 4, to: 1, scale: 0.25 }, [[1, 0, 0, 0]]],
    [
      'asymmetric',
      { from: 2, to: 4, scale: 2 },
      [
        [1, 0],
        [0.5, 0.5],
        [0, 1],
        [0, 1],
      ],
    ],
    ['half_pixel', { from: 1, to: 3, scale: 3 }, [[1], [1], [1]]],
  ])('%s %j', (coordinates, axis, expected) => {
    expect(rowsOf(axis, { mode: 'linear', coordinates, nearest: 'floor' })).toEqual(expected);
  });
});

describe('nearest', () => {
  test.each<[Interpolation['nearest'], Coordinates, AxisSizes, number[]]>([
    ['floor', 'asymmetric', { from: 2, to: 4, scale: 2 }, [0, 0, 1, 1]],
    ['ceil', 'asymmetric', { from: 2, to: 4, scale: 2 }, [0, 1, 1, 1]],
    ['round_prefer_floor', 'asymmetric', { from: 2, to: 4, scale: 2 }, [0, 0, 1, 1]],
    ['round_prefer_ceil', 'asymmetric', { from: 2, to: 4, scale: 2 }, [0, 1, 1, 1]],
    ['round_prefer_floor', 'half_pixel', { from: 3, to: 6, scale: 2 }, [0, 0, 1, 1, 2, 2]],
    ['floor', 'asymmetric', { from: 4, to: 2, scale: 0.5 }, [0, 2]],
  ])('%s %s %j', (nearest, coordinates, axis, expected) => {
    const rows = rowsOf(axis, { mode: 'nearest', coordinates, nearest });
    expect(rows.map((row) => row.indexOf(1))).toEqual(expected);
    expect(rows.flat().reduce((sum, weight) => sum + weight, 0)).toBe(axis.to);
  });
});

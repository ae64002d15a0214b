import { describe, expect, test } from 'vitest';
import {
  broadcast,
  concatShape,
  matmulShape,
  reduceShape,
  reshapeShape,
  sliceLength,
} from './shape.ts';
import type { Shape } from './value.ts';

const refused = expect.objectContaining({ code: 'shape' });

describe('broadcast', () => {
  test.each<[Shape, Shape, Shape]>([
    [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    [[2, 3, 4], [4], [2, 3, 4]],
    [
      [2, 1, 4],
      [3, 1],
      [2, 3, 4],
    ],
    [[], [5], [5]],
    [['batch', 4], [1], ['batch', 4]],
    [
      ['batch', 4],
      ['batch', 1],
      ['batch', 4],
    ],
    [
      ['batch', 4],
      [8, 4],
      [8, 4],
    ],
  ])('%j with %j is %j', (a, b, expected) => {
    expect(broadcast(a, b)).toEqual(expected);
  });

  test.each<[Shape, Shape]>([
    [[3], [4]],
    [
      [2, 3],
      [3, 2],
    ],
    [['batch'], ['time']],
  ])('%j with %j is refused', (a, b) => {
    expect(() => broadcast(a, b)).toThrow(refused);
  });
});

describe('matmul', () => {
  test.each<[Shape, Shape, Shape]>([
    [
      [2, 3],
      [3, 4],
      [2, 4],
    ],
    [
      ['batch', 3],
      [3, 4],
      ['batch', 4],
    ],
    [
      [5, 2, 3],
      [3, 4],
      [5, 2, 4],
    ],
    [
      [1, 2, 3],
      [5, 3, 4],
      [5, 2, 4],
    ],
    [[3], [3, 4], [4]],
    [[2, 3], [3], [2]],
  ])('%j by %j is %j', (a, b, expected) => {
    expect(matmulShape(a, b)).toEqual(expected);
  });

  test.each<[Shape, Shape]>([
    [
      [2, 3],
      [4, 3],
    ],
    [[], [3]],
  ])('%j by %j is refused', (a, b) => {
    expect(() => matmulShape(a, b)).toThrow(refused);
  });
});

describe('reshape', () => {
  test.each<[Shape, number[], Shape]>([
    [
      [2, 3, 4],
      [6, 4],
      [6, 4],
    ],
    [
      [2, 3, 4],
      [0, -1],
      [2, 12],
    ],
    [[2, 3], [-1], [6]],
    [
      ['batch', 10, 8],
      [-1, 80],
      ['batch', 80],
    ],
    [
      ['batch', 80],
      [-1, 10, 8],
      ['batch', 10, 8],
    ],
    [
      ['batch', 10, 8],
      [0, 80],
      ['batch', 80],
    ],
    [
      ['batch', 10, 8],
      [-1, 8],
      ['batch*10', 8],
    ],
    [
      ['batch*10', 8],
      [-1, 5, 16],
      ['batch', 5, 16],
    ],
    [
      ['batch*10', 8],
      [-1, 16],
      ['batch*5', 16],
    ],
  ])('%j to %j is %j', (shape, target, expected) => {
    expect(reshapeShape(shape, target)).toEqual(expected);
  });

  test.each<[Shape, number[]]>([
    [[2, 3], [4]],
    [
      [2, 3],
      [-1, 4],
    ],
    [
      ['batch', 10],
      [-1, 3],
    ],
  ])('%j to %j is refused', (shape, target) => {
    expect(() => reshapeShape(shape, target)).toThrow(refused);
  });
});

test.each<[Shape, number[], boolean, Shape]>([
  [[2, 3, 4], [1], false, [2, 4]],
  [[2, 3, 4], [-1, 0], false, [3]],
  [['batch', 3], [1], true, ['batch', 1]],
])('%j reduced over %j, kept: %s', (shape, axes, keep, expected) => {
  expect(reduceShape(shape, axes, keep)).toEqual(expected);
});

test('an axis that a tensor has not got is refused', () => {
  expect(() => reduceShape([2, 3], [2], false)).toThrow(refused);
});

test.each<[Shape[], number, Shape]>([
  [
    [
      [2, 3],
      [2, 4],
    ],
    1,
    [2, 7],
  ],
  [
    [
      ['batch', 3],
      ['batch', 4],
    ],
    -1,
    ['batch', 7],
  ],
  [
    [
      ['a', 3],
      ['b', 3],
    ],
    0,
    ['a+b', 3],
  ],
])('%j joined along %i', (shapes, axis, expected) => {
  expect(concatShape(shapes, axis)).toEqual(expected);
});

test.each([
  ['1:4', 10, 1, 4, 1, 3],
  ['1:-1', 10, 1, -1, 1, 8],
  ['beyond the end', 10, 8, 99, 1, 2],
  ['every third', 10, 0, 10, 3, 4],
  ['backwards', 10, -1, -99, -1, 10],
  ['empty', 10, 5, 5, 1, 0],
])('slice %s', (_, size, from, to, step, expected) => {
  expect(sliceLength(size, from, to, step)).toBe(expected);
});

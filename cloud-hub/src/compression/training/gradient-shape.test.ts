import { int, string } from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { expect, test } from 'vitest';
import { type DifferentiableCase, gradientErrors } from './finite-difference.fixture.ts';

const matrix = [[4, 6]];
const cube = [[2, 3, 4]];
const cut = (from: number[], to: number[], steps: number[]) => (g: GraphBuilder, x: Value) =>
  g.op(
    'Slice',
    [x, from, to, from.map((_, i) => i), steps].map((v) => list(g, v)),
  );
const padded = (mode: string, pads: number[]) => (g: GraphBuilder, x: Value) =>
  g.op('Pad', [x, g.int64s(pads)], { mode: string(mode) });
const image = [[2, 8, 2, 4]];
const blocks = (op: string, mode?: string) => (g: GraphBuilder, x: Value) =>
  g.op(op, [x], { blocksize: int(2), ...(mode ? { mode: string(mode) } : {}) });

const MOVES: Record<string, DifferentiableCase> = {
  concat: {
    shapes: [
      [2, 3],
      [2, 4],
    ],
    build: (g, a, b) => g.concat([a, b], 1),
  },
  depthToSpace: { shapes: image, build: blocks('DepthToSpace') },
  'depthToSpace, as PyTorch': { shapes: image, build: blocks('DepthToSpace', 'CRD') },
  expand: { shapes: [[4, 1]], build: (g, x) => g.expand(x, [2, 4, 3]) },
  flatten: { shapes: cube, build: (g, x) => g.op('Flatten', [x]) },
  'flatten from the last axis': {
    shapes: cube,
    build: (g, x) => g.op('Flatten', [x], { axis: int(-1) }),
  },
  gather: { shapes: cube, build: (g, x) => g.gather(x, g.int64s([2, 0, -1, 2]), 1) },
  'gather of one, which takes the axis away': {
    shapes: cube,
    build: (g, x) => g.gather(x, g.constant(BigInt64Array.of(1n), []), 2),
  },
  'gather by a table': {
    shapes: matrix,
    build: (g, x) => g.gather(x, g.constant(BigInt64Array.of(3n, 0n, 1n, 3n), [2, 2]), 0),
  },
  pad: { shapes: matrix, build: (g, x) => g.pad(x, [1, 0], [2, 3]) },
  'pad that takes away': { shapes: matrix, build: (g, x) => g.pad(x, [-1, 2], [1, -2]) },
  'pad by a number, one axis': {
    shapes: matrix,
    build: (g, x) => g.op('Pad', [x, g.int64s([1, 2]), g.scalar(0.5), g.int64s([-1])]),
  },
  'pad by reflection': { shapes: matrix, build: padded('reflect', [2, 1, 1, 3]) },
  'pad by the edge': { shapes: matrix, build: padded('edge', [0, 1, 2, 3]) },
  reshape: { shapes: matrix, build: (g, x) => g.reshape(x, [2, 12]) },
  slice: { shapes: matrix, build: (g, x) => g.slice(x, 1, 1, -1) },
  'slice of both axes, one from the end': { shapes: matrix, build: cut([-3, 1], [99, 5], [1, 1]) },
  'slice of every second': { shapes: matrix, build: cut([0, 1], [4, 6], [1, 2]) },
  'slice backwards': { shapes: matrix, build: cut([-1, 99], [-99, -99], [-1, -2]) },
  spaceToDepth: { shapes: [[2, 3, 4, 6]], build: blocks('SpaceToDepth') },
  split: {
    shapes: matrix,
    build: (g, x) => {
      const [a = x, , c = x] = g.split(x, [1, 2, 3], 1);
      return g.mul(a, g.square(c));
    },
  },
  'split into equal parts': {
    shapes: [[5, 2]],
    build: (g, x) => {
      const parts = g.ops('Split', [x], { num_outputs: int(3) }); // of 2, 2 and 1
      const [a = x, , c = x] = parts;
      return g.mul(a, c);
    },
  },
  squeeze: { shapes: [[2, 1, 3]], build: (g, x) => g.squeeze(x, [1]) },
  tile: { shapes: cube, build: (g, x) => g.op('Tile', [x, g.int64s([2, 1, 3])]) },
  transpose: { shapes: cube, build: (g, x) => g.transpose(x, [2, 0, 1]) },
  unsqueeze: { shapes: matrix, build: (g, x) => g.unsqueeze(x, [1, -1]) },
};

const reduced = (op: string, axes?: number[]) => (g: GraphBuilder, x: Value) =>
  g.op(op, axes ? [x, g.int64s(axes)] : [x], { keepdims: int(axes ? 0 : 1) });

const REDUCTIONS: Record<string, DifferentiableCase> = Object.fromEntries(
  [
    'ReduceL1',
    'ReduceL2',
    'ReduceLogSumExp',
    'ReduceMax',
    'ReduceMean',
    'ReduceMin',
    'ReduceSum',
    'ReduceSumSquare',
  ].flatMap((op) => [
    [`${op} of two axes`, { shapes: cube, build: reduced(op, [0, -1]) }],
    [`${op} of all, kept`, { shapes: cube, build: reduced(op) }],
  ]),
);

// Squared, so that a gradient that lands in the wrong place has the wrong size too.
test.each(Object.entries({ ...MOVES, ...REDUCTIONS }))(
  '%s agrees with central differences',
  async (_, { shapes, build }) => {
    const squared = { shapes, build: (g: GraphBuilder, ...x: Value[]) => g.square(build(g, ...x)) };
    for (const error of await gradientErrors(squared)) expect(error).toBeLessThan(2e-3);
  },
);

function list(g: GraphBuilder, value: Value | number[]): Value {
  return Array.isArray(value) ? g.int64s(value) : value;
}

import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { describe, expect, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';
import { type DifferentiableCase, gradientErrors } from './finite-difference.fixture.ts';

const matrix = [[4, 6]];
const pair = [
  [4, 6],
  [4, 6],
];
const broadcast = [
  [2, 4, 6],
  [4, 1],
];
const positive = { low: 0.3, high: 2 };

const ELEMENTWISE: Record<string, DifferentiableCase> = {
  abs: { shapes: matrix, build: (g, x) => g.abs(x) },
  add: { shapes: broadcast, build: (g, a, b) => g.add(a, b) },
  'add of a value to itself': { shapes: matrix, build: (g, x) => g.add(x, x) },
  cast: { shapes: matrix, build: (g, x) => g.square(g.cast(x, 'float32')) },
  clip: { shapes: matrix, build: (g, x) => g.clip(x, -0.5, 0.7) },
  div: { shapes: broadcast, ...positive, build: (g, a, b) => g.div(a, b) },
  elu: { shapes: matrix, build: (g, x) => g.op('Elu', [x]) },
  exp: { shapes: matrix, build: (g, x) => g.exp(x) },
  leakyRelu: { shapes: matrix, build: (g, x) => g.leakyRelu(x, 0.1) },
  log: { shapes: matrix, ...positive, build: (g, x) => g.log(x) },
  max: { shapes: pair, build: (g, a, b) => g.max(a, b) },
  min: { shapes: pair, build: (g, a, b) => g.min(a, b) },
  mul: { shapes: broadcast, build: (g, a, b) => g.mul(a, b) },
  neg: { shapes: matrix, build: (g, x) => g.neg(x) },
  pow: { shapes: matrix, ...positive, build: (g, x) => g.pow(x, 3) },
  reciprocal: { shapes: matrix, ...positive, build: (g, x) => g.op('Reciprocal', [x]) },
  relu: { shapes: matrix, build: (g, x) => g.relu(x) },
  sigmoid: { shapes: matrix, build: (g, x) => g.sigmoid(x) },
  softplus: { shapes: matrix, build: (g, x) => g.softplus(x) },
  sqrt: { shapes: matrix, ...positive, build: (g, x) => g.sqrt(x) },
  square: { shapes: matrix, build: (g, x) => g.square(x) },
  sub: { shapes: broadcast, build: (g, a, b) => g.sub(a, b) },
  tanh: { shapes: matrix, build: (g, x) => g.tanh(x) },
  where: { shapes: pair, build: (g, a, b) => g.where(g.greater(a, 0), g.square(a), b) },
};

const LINEAR: Record<string, DifferentiableCase> = {
  matmul: {
    shapes: [
      [3, 4],
      [4, 5],
    ],
    build: (g, a, b) => g.matmul(a, b),
  },
  'matmul of a stack by a matrix': {
    shapes: [
      [2, 3, 4],
      [4, 5],
    ],
    build: (g, a, b) => g.matmul(a, b),
  },
  'matmul of two stacks': {
    shapes: [
      [2, 3, 4],
      [2, 4, 5],
    ],
    build: (g, a, b) => g.matmul(a, b),
  },
  'matmul with a broadcast stack': {
    shapes: [
      [1, 3, 4],
      [2, 4, 5],
    ],
    build: (g, a, b) => g.matmul(a, b),
  },
  gemm: { shapes: [[3, 4], [4, 5], [5]], build: (g, a, b, c) => g.gemm(a, b, c) },
  'gemm, A transposed': {
    shapes: [[4, 3], [4, 5], [5]],
    build: (g, a, b, c) => g.gemm(a, b, c, { a: true, b: false }),
  },
  'gemm, B transposed': {
    shapes: [[3, 4], [5, 4], [5]],
    build: (g, a, b, c) => g.gemm(a, b, c, { a: false, b: true }),
  },
  'gemm, both transposed': {
    shapes: [[4, 3], [5, 4], [5]],
    build: (g, a, b, c) => g.gemm(a, b, c, { a: true, b: true }),
  },
};

const SHAPES: Record<string, DifferentiableCase> = {
  concat: {
    shapes: [
      [2, 3],
      [2, 4],
    ],
    build: (g, a, b) => g.square(g.concat([a, b], 1)),
  },
  expand: { shapes: [[4, 1]], build: (g, x) => g.square(g.expand(x, [2, 4, 3])) },
  flatten: { shapes: [[2, 3, 4]], build: (g, x) => g.square(g.op('Flatten', [x])) },
  pad: { shapes: matrix, build: (g, x) => g.square(g.pad(x, [1, 0], [2, 3])) },
  reduceMean: { shapes: [[2, 3, 4]], build: (g, x) => g.square(g.reduceMean(x, [0, 2])) },
  'reduceMean of all, kept': {
    shapes: matrix,
    build: (g, x) => g.exp(g.reduceMean(x, [0, 1], true)),
  },
  reduceSum: { shapes: [[2, 3, 4]], build: (g, x) => g.square(g.reduceSum(x, [-1])) },
  'reduceSum of all': { shapes: matrix, build: (g, x) => g.reduceSum(g.square(x)) },
  reshape: { shapes: matrix, build: (g, x) => g.square(g.reshape(x, [2, 12])) },
  slice: { shapes: matrix, build: (g, x) => g.square(g.slice(x, 1, 1, -1)) },
  split: {
    shapes: matrix,
    build: (g, x) => {
      const [a = x, , c = x] = g.split(x, [1, 2, 3], 1);
      return g.mul(a, g.square(c));
    },
  },
  squeeze: { shapes: [[2, 1, 3]], build: (g, x) => g.square(g.squeeze(x, [1])) },
  transpose: { shapes: [[2, 3, 4]], build: (g, x) => g.square(g.transpose(x, [2, 0, 1])) },
  unsqueeze: { shapes: matrix, build: (g, x) => g.square(g.unsqueeze(x, [1])) },
};

const CASES = { ...ELEMENTWISE, ...LINEAR, ...SHAPES };

test.each(Object.entries(CASES))('%s agrees with central differences', async (_, one) => {
  for (const error of await gradientErrors(one)) expect(error).toBeLessThan(2e-3);
});

describe('gradients', () => {
  test('pass straight through rounding, whose own is 0', async () => {
    const slopes = await slopesAt([0.2, 1.7], (g, x) => [g.mul(g.round(x), 3), []]);
    expect(slopes).toEqual([3, 3]);
  });

  test('do not flow through a value that is held constant', async () => {
    const slopes = await slopesAt([1, 2], (g, x) => {
      const scale = g.square(x);
      return [g.mul(scale, x), [scale]];
    });
    expect(slopes).toEqual([1, 4]);
  });

  test('are 0 where the loss does not depend on the value', async () => {
    expect(await slopesAt([1, 2], (g) => [g.scalar(5), []])).toEqual([0, 0]);
  });

  test.each([
    [
      'an operator without a rule',
      (g: GraphBuilder) => g.op('Floor', [g.input('x', 'float32', [])]),
      'unsupported',
    ],
    [
      'a loss of several numbers',
      (g: GraphBuilder) => g.exp(g.input('x', 'float32', [2])),
      'shape',
    ],
    [
      'a size known only at run time',
      (g: GraphBuilder) => g.reduceSum(g.input('x', 'float32', ['n'])),
      'shape',
    ],
  ])('%s: %3$s', (_, build, code) => {
    const g = new GraphBuilder();
    const loss = build(g);
    expect(() => gradients(g, loss, g.inputs)).toThrow(expect.objectContaining({ code }));
  });
});

/** dy/dx at the points `x`, where `build` returns y and the values to hold constant. */
async function slopesAt(
  x: readonly number[],
  build: (g: GraphBuilder, x: Value) => [y: Value, held: Value[]],
): Promise<number[]> {
  const g = new GraphBuilder();
  const point = g.input('x', 'float32', [x.length]);
  const [y, held] = build(g, point);
  const [slope = point] = gradients(g, g.reduceSum(y), [point], held);
  g.output(slope, 'slope');
  const session = await openSession(g.build());
  const results = await session.run({ x: buffered([x.length], Float32Array.from(x)).tensor });
  await session.release();
  return Array.from(floatsOf(results.slope));
}

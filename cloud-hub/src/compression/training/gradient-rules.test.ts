import { float, int } from '@lookout/shared/onnx/attribute';
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
  cos: { shapes: matrix, build: (g, x) => g.op('Cos', [x]) },
  div: { shapes: broadcast, ...positive, build: (g, a, b) => g.div(a, b) },
  exp: { shapes: matrix, build: (g, x) => g.exp(x) },
  log: { shapes: matrix, ...positive, build: (g, x) => g.log(x) },
  max: { shapes: pair, build: (g, a, b) => g.max(a, b) },
  'max of three': { shapes: [...pair, [6]], build: (g, ...x) => g.op('Max', x) },
  mean: { shapes: broadcast, build: (g, ...x) => g.square(g.op('Mean', x)) },
  min: { shapes: pair, build: (g, a, b) => g.min(a, b) },
  mul: { shapes: broadcast, build: (g, a, b) => g.mul(a, b) },
  neg: { shapes: matrix, build: (g, x) => g.neg(x) },
  pow: { shapes: matrix, ...positive, build: (g, x) => g.pow(x, 3) },
  'pow in the exponent too': { shapes: broadcast, ...positive, build: (g, x, p) => g.pow(x, p) },
  'pow by an integer': {
    shapes: matrix,
    build: (g, x) => g.op('Pow', [x, g.constant(BigInt64Array.of(2n), [])]),
  },
  reciprocal: { shapes: matrix, ...positive, build: (g, x) => g.op('Reciprocal', [x]) },
  sin: { shapes: matrix, build: (g, x) => g.op('Sin', [x]) },
  sqrt: { shapes: matrix, ...positive, build: (g, x) => g.sqrt(x) },
  square: { shapes: matrix, build: (g, x) => g.square(x) },
  sub: { shapes: broadcast, build: (g, a, b) => g.sub(a, b) },
  sum: { shapes: broadcast, build: (g, ...x) => g.square(g.op('Sum', x)) },
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
  'matmul of two vectors': { shapes: [[4], [4]], build: (g, a, b) => g.matmul(a, b) },
  'matmul of a vector by a matrix': { shapes: [[4], [4, 5]], build: (g, a, b) => g.matmul(a, b) },
  'matmul of a vector by a stack': { shapes: [[4], [2, 4, 5]], build: (g, a, b) => g.matmul(a, b) },
  'matmul of a stack by a vector': { shapes: [[2, 3, 4], [4]], build: (g, a, b) => g.matmul(a, b) },
  'matmul of a matrix by a stack': {
    shapes: [
      [3, 4],
      [2, 4, 5],
    ],
    build: (g, a, b) => g.matmul(a, b),
  },
  'gemm without C, scaled': {
    shapes: [
      [3, 4],
      [4, 5],
    ],
    build: (g, a, b) => g.op('Gemm', [a, b], { alpha: float(0.5) }),
  },
  'gemm, all scaled, both transposed, C a column': {
    shapes: [
      [4, 3],
      [5, 4],
      [3, 1],
    ],
    build: (g, a, b, c) =>
      g.op('Gemm', [a, b, c], {
        alpha: float(0.5),
        beta: float(-2),
        transA: int(1),
        transB: int(1),
      }),
  },
  'gemm, C one number': {
    shapes: [[3, 4], [4, 5], []],
    build: (g, a, b, c) => g.op('Gemm', [a, b, c], { beta: float(3) }),
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

const CASES = { ...ELEMENTWISE, ...LINEAR };

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
      'a further output that the loss depends on',
      (g: GraphBuilder) => {
        const x = g.input('x', 'float32', [2, 3]);
        const [, mean = x] = g.ops('LayerNormalization', [x, x]);
        return g.reduceSum(mean);
      },
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

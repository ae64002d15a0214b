import { type Attributes, int, ints, string } from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { expect, test } from 'vitest';
import { type DifferentiableCase, gradientErrors } from './finite-difference.fixture.ts';

const conv = (attributes: Attributes) => (g: GraphBuilder, x: Value, w: Value, b: Value) =>
  g.op('Conv', [x, w, b], attributes);
const deconv = (attributes: Attributes) => (g: GraphBuilder, x: Value, w: Value, b: Value) =>
  g.op('ConvTranspose', [x, w, b], attributes);
const same = { auto_pad: string('SAME_UPPER') };
const lower = { auto_pad: string('SAME_LOWER') };

const CONVOLUTIONS: Record<string, DifferentiableCase> = {
  '1-D': { shapes: [[2, 3, 9], [4, 3, 3], [4]], build: conv({ pads: ints([1, 1]) }) },
  '1-D, strided with a remainder': {
    shapes: [[2, 3, 10], [4, 3, 3], [4]],
    build: conv({ strides: ints([2]), pads: ints([1, 1]) }),
  },
  '1-D, without a bias': {
    shapes: [
      [2, 3, 9],
      [4, 3, 3],
    ],
    build: (g, x, w) => g.conv(x, w, null),
  },
  '2-D, dilated, uneven pads': {
    shapes: [[2, 2, 6, 7], [3, 2, 3, 2], [3]],
    build: conv({ strides: ints([2, 1]), dilations: ints([1, 2]), pads: ints([1, 0, 0, 2]) }),
  },
  '2-D, dilated and strided, with a remainder': {
    shapes: [[1, 2, 10, 9], [2, 2, 3, 3], [2]],
    build: conv({ strides: ints([3, 2]), dilations: ints([2, 2]), pads: ints([2, 1, 1, 2]) }),
  },
  '1-D in two groups': {
    shapes: [[3, 4, 9], [6, 2, 3], [6]],
    build: conv({ group: int(2), strides: ints([2]), pads: ints([1, 1]) }),
  },
  '1-D, each channel by itself': {
    shapes: [[2, 4, 8], [4, 1, 3], [4]],
    build: conv({ group: int(4), pads: ints([1, 1]) }),
  },
  '2-D, each channel by itself, into two, dilated': {
    shapes: [[2, 3, 6, 7], [6, 1, 3, 2], [6]],
    build: conv({ group: int(3), strides: ints([2, 1]), dilations: ints([1, 2]) }),
  },
  'auto_pad SAME_UPPER': {
    shapes: [[2, 2, 7, 6], [3, 2, 4, 3], [3]],
    build: conv({ ...same, strides: ints([2, 2]) }),
  },
  'auto_pad SAME_LOWER': {
    shapes: [[2, 2, 7, 6], [3, 2, 4, 3], [3]],
    build: conv({ ...lower, strides: ints([2, 2]) }),
  },
  'auto_pad VALID': {
    shapes: [[2, 2, 9], [3, 2, 4], [3]],
    build: conv({ auto_pad: string('VALID'), strides: ints([2]) }),
  },
};

const TRANSPOSED: Record<string, DifferentiableCase> = {
  '1-D': {
    shapes: [[2, 3, 5], [3, 4, 4], [4]],
    build: deconv({ strides: ints([2]), pads: ints([1, 1]) }),
  },
  '2-D, output padding': {
    shapes: [[2, 2, 3, 3], [2, 3, 3, 3], [3]],
    build: deconv({
      strides: ints([2, 2]),
      pads: ints([1, 1, 1, 1]),
      output_padding: ints([1, 1]),
    }),
  },
  'in two groups': {
    shapes: [[2, 4, 5], [4, 3, 4], [6]],
    build: deconv({ group: int(2), strides: ints([2]), pads: ints([1, 1]) }),
  },
  '2-D, each channel by itself, dilated': {
    shapes: [[2, 3, 4, 3], [3, 1, 2, 3], [3]],
    build: deconv({ group: int(3), strides: ints([2, 1]), dilations: ints([2, 1]) }),
  },
  'auto_pad SAME_UPPER': {
    shapes: [[2, 2, 4], [2, 3, 5], [3]],
    build: deconv({ ...same, strides: ints([2]) }),
  },
  'auto_pad SAME_LOWER': {
    shapes: [[2, 2, 4], [2, 3, 5], [3]],
    build: deconv({ ...lower, strides: ints([2]) }),
  },
  output_shape: {
    shapes: [[2, 2, 4, 3], [2, 3, 4, 4], [3]],
    build: deconv({ output_shape: ints([7, 6]), strides: ints([2, 2]) }),
  },
};

const POOLS: Record<string, DifferentiableCase> = {
  maxPool: { shapes: [[2, 2, 4, 6]], build: (g, x) => g.maxPool(x, [2, 2]) },
  'maxPool, overlapping': {
    shapes: [[2, 2, 9]],
    build: (g, x) => g.maxPool(x, [3], { strides: [2] }),
  },
  'maxPool, padded and dilated': {
    shapes: [[2, 2, 9]],
    build: (g, x) => g.maxPool(x, [3], { dilations: [2], pads: [1, 2] }),
  },
  'maxPool, over the end': {
    shapes: [[2, 2, 8, 5]],
    build: (g, x) => g.maxPool(x, [3, 2], { strides: [2, 2], ceil: true }),
  },
  'maxPool, SAME_UPPER': {
    shapes: [[2, 2, 7]],
    build: (g, x) => g.op('MaxPool', [x], { ...same, kernel_shape: ints([2]), strides: ints([2]) }),
  },
  averagePool: { shapes: [[2, 2, 4, 6]], build: (g, x) => g.averagePool(x, [2, 2]) },
  'averagePool, overlapping, with a remainder': {
    shapes: [[2, 2, 10]],
    build: (g, x) => g.averagePool(x, [3], { strides: [2] }),
  },
  'averagePool, padded': {
    shapes: [[2, 2, 7, 6]],
    build: (g, x) => g.averagePool(x, [3, 3], { strides: [2, 1], pads: [1, 1, 1, 1] }),
  },
  'averagePool, padding counted': {
    shapes: [[2, 2, 7, 6]],
    build: (g, x) =>
      g.averagePool(x, [3, 3], { strides: [2, 1], pads: [1, 1, 1, 1], countPadding: true }),
  },
  'averagePool, over the end': {
    shapes: [[2, 2, 8]],
    build: (g, x) => g.averagePool(x, [3], { strides: [2], ceil: true }),
  },
  'averagePool, over the end, padding counted': {
    shapes: [[2, 2, 8]],
    build: (g, x) =>
      g.averagePool(x, [4], { strides: [3], pads: [1, 1], ceil: true, countPadding: true }),
  },
  'averagePool, SAME_LOWER': {
    shapes: [[2, 2, 7]],
    build: (g, x) =>
      g.op('AveragePool', [x], { ...lower, kernel_shape: ints([2]), strides: ints([2]) }),
  },
  globalAveragePool: { shapes: [[2, 3, 4, 5]], build: (g, x) => g.op('GlobalAveragePool', [x]) },
  globalMaxPool: { shapes: [[2, 3, 8]], build: (g, x) => g.op('GlobalMaxPool', [x]) },
};

test.each(Object.entries(CONVOLUTIONS))('conv %s', (_, one) => agrees(one));
test.each(Object.entries(TRANSPOSED))('transposed conv %s', (_, one) => agrees(one));
test.each(Object.entries(POOLS))('%s', (_, { shapes, build }) =>
  agrees({ shapes, build: (g, ...inputs) => g.square(build(g, ...inputs)) }),
);

/** With central differences, in every input; also, the runtime returns the inferred shape. */
async function agrees(one: DifferentiableCase): Promise<void> {
  for (const error of await gradientErrors(one)) expect(error).toBeLessThan(2e-3);
}

import { float, int } from '@lookout/shared/onnx/attribute';
import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { batchNormTraining, groupNorm } from '@lookout/shared/onnx/norm';
import type { Value } from '@lookout/shared/onnx/value';
import { Random } from '@lookout/shared/simulator/random';
import { expect, onTestFinished, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';
import { type DifferentiableCase, gradientErrors } from './finite-difference.fixture.ts';

type Moment = 'y' | 'mean' | 'variance';
const trained = (part: Moment) => (g: GraphBuilder, x: Value, scale: Value, bias: Value) =>
  batchNormTraining(g, x, scale, bias, 1e-3)[part];
const cube = [[3, 4, 5], [4], [4]];

const NORMS: Record<string, DifferentiableCase> = {
  'BatchNormalization of vectors': {
    shapes: [[6, 4], [4], [4], [4], [4]],
    low: 0.3,
    high: 2,
    build: (g, x, ...given) => g.op('BatchNormalization', [x, ...given]),
  },
  'BatchNormalization of images': {
    shapes: [[2, 3, 4, 5], [3], [3], [3], [3]],
    low: 0.3,
    high: 2,
    build: (g, x, ...given) => g.op('BatchNormalization', [x, ...given], { epsilon: float(1e-3) }),
  },
  'batch norm by the batch': { shapes: cube, build: trained('y') },
  'batch norm by the batch, of vectors': { shapes: [[6, 4], [4], [4]], build: trained('y') },
  'mean of the batch': { shapes: cube, build: trained('mean') },
  'variance of the batch': { shapes: cube, build: trained('variance') },
  LayerNormalization: {
    shapes: [[3, 4, 8], [8], [8]],
    build: (g, x, scale, bias) => g.op('LayerNormalization', [x, scale, bias]),
  },
  'LayerNormalization over two axes, without bias': {
    shapes: [
      [3, 4, 5],
      [4, 5],
    ],
    build: (g, x, scale) =>
      g.op('LayerNormalization', [x, scale], { axis: int(1), epsilon: float(1e-3) }),
  },
  InstanceNormalization: {
    shapes: [[2, 3, 7], [3], [3]],
    build: (g, x, scale, bias) => g.op('InstanceNormalization', [x, scale, bias]),
  },
  'InstanceNormalization of images': {
    shapes: [[2, 3, 4, 4], [3], [3]],
    build: (g, x, scale, bias) =>
      g.op('InstanceNormalization', [x, scale, bias], { epsilon: float(1e-3) }),
  },
  'group norm, scaled by channel': {
    shapes: [[2, 6, 4], [6], [6]],
    build: (g, x, scale, bias) => groupNorm(g, x, scale, bias, 3),
  },
  'group norm, scaled by group': {
    shapes: [[2, 6, 4, 3], [3], [3]],
    build: (g, x, scale, bias) => groupNorm(g, x, scale, bias, 3),
  },
};

test.each(Object.entries(NORMS))('%s agrees with central differences', async (_, one) => {
  for (const error of await gradientErrors(one)) expect(error).toBeLessThan(2e-3);
});

/** Of one channel [n]: dx = γ/σ · (dy − mean(dy) − x̂ · mean(dy · x̂)), dγ = Σ dy · x̂, dβ = Σ dy. */
test('batch norm by the batch agrees with its closed form', async () => {
  const size = 50;
  const random = new Random(3);
  const draw = () => Float32Array.from({ length: size }, () => 2 + 3 * random.normal());
  const [x, dy, gamma] = [draw(), draw(), 1.7];

  const g = new GraphBuilder();
  const inputs = [g.input('x', 'float32', [size, 1]), ...twoNumbers(g)];
  const [point, scale, bias] = inputs;
  if (!point || !scale || !bias) throw new Error('three inputs');
  const { y, mean, variance } = batchNormTraining(g, point, scale, bias, 0);
  const loss = g.reduceSum(g.mul(y, g.constant(dy, [size, 1])));
  gradients(g, loss, inputs).forEach((gradient, i) => void g.output(gradient, `gradient${i}`));
  g.output(mean, 'mean');
  g.output(variance, 'variance');
  const session = await openSession(g.build());
  onTestFinished(() => session.release());
  const results = await session.run({
    x: buffered([size, 1], x).tensor,
    scale: buffered([1], Float32Array.of(gamma)).tensor,
    bias: buffered([1], Float32Array.of(0)).tensor,
  });

  const average = (list: ArrayLike<number>) =>
    Array.from(list).reduce((sum, value) => sum + value, 0) / size;
  const centre = average(x);
  const spread = average(Array.from(x, (value) => (value - centre) ** 2));
  const xhat = Array.from(x, (value) => (value - centre) / Math.sqrt(spread));
  const along = average(xhat.map((value, i) => value * (dy[i] ?? 0)));
  expect(floatsOf(results.mean)[0]).toBeCloseTo(centre, 5);
  expect(floatsOf(results.variance)[0]).toBeCloseTo(spread, 4);
  floatsOf(results.gradient0).forEach((actual, i) => {
    const expected = (dy[i] ?? 0) - average(dy) - (xhat[i] ?? 0) * along;
    expect(actual).toBeCloseTo((gamma / Math.sqrt(spread)) * expected, 5);
  });
  expect(floatsOf(results.gradient1)[0]).toBeCloseTo(along * size, 3);
  expect(floatsOf(results.gradient2)[0]).toBeCloseTo(average(dy) * size, 3);
});

function twoNumbers(g: GraphBuilder): Value[] {
  return ['scale', 'bias'].map((name) => g.input(name, 'float32', [1]));
}

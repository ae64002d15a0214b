import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { Random } from '@lookout/shared/simulator/random';
import { openSession } from '../session.ts';
import { type Buffered, buffered, floatsOf } from '../tensors.ts';
import { Deck } from './batches.ts';

/** A function under test, of inputs with these shapes and values between `low` and `high`. */
export interface DifferentiableCase {
  readonly shapes: readonly (readonly number[])[];
  readonly low?: number;
  readonly high?: number;
  readonly build: (g: GraphBuilder, ...inputs: Value[]) => Value;
}

/** A power of 2, so that x ± STEP loses no digit; float32 leaves about 1e-4 of the slope. */
const STEP = 2 ** -7;

/**
 * Relative L2 distance between the gradient graph and central differences, input by input.
 * @throws where the runtime computes another shape than the graph declares
 */
export async function gradientErrors(one: DifferentiableCase): Promise<number[]> {
  const random = new Random(1);
  const points = one.shapes.map((shape, i) => spreadOut(shape, i, one, random));
  const { model, weights, declared } = graphOf(one, random);
  const session = await openSession(model);
  const feeds = Object.fromEntries(points.map(({ tensor }, i) => [`input${i}`, tensor]));
  const analytic = await session.run(feeds);
  for (const [name, shape] of Object.entries(declared)) {
    const actual = analytic[name]?.dims.join();
    if (actual !== shape.join()) throw new Error(`${name} is [${actual}], declared [${shape}]`);
  }
  const values = async () => Float64Array.from(floatsOf((await session.run(feeds)).y));
  const errors: number[] = [];
  for (const [i, { data }] of points.entries()) {
    const numeric = await slopes(data, values, weights);
    errors.push(distance(floatsOf(analytic[`gradient${i}`]), numeric));
  }
  await session.release();
  return errors;
}

/** y, and the gradients of a randomly weighted sum of it: with equal weights errors could cancel. */
function graphOf({ shapes, build }: DifferentiableCase, random: Random) {
  const g = new GraphBuilder();
  const inputs = shapes.map((shape, i) => g.input(`input${i}`, 'float32', shape));
  const y = build(g, ...inputs);
  const count = y.shape.reduce<number>((product, dim) => product * Number(dim), 1);
  const weights = Float32Array.from({ length: count }, () => random.normal());
  const loss = g.reduceSum(g.mul(y, g.constant(weights, y.shape)));
  gradients(g, loss, inputs).forEach((gradient, i) => {
    g.output(gradient, `gradient${i}`);
  });
  g.output(y, 'y');
  const declared = Object.fromEntries(g.outputs.map(({ name, shape }) => [name, shape]));
  return { model: g.build(), weights, declared };
}

/** Central differences of Σ weights · y, summed in float64, for every element of `data`. */
async function slopes(
  data: Float32Array,
  values: () => Promise<Float64Array>,
  weights: Float32Array,
): Promise<Float64Array> {
  const result = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const x = data[i] ?? 0;
    data[i] = x + STEP;
    const above = await values();
    const up = data[i] ?? 0;
    data[i] = x - STEP;
    const below = await values();
    const width = up - (data[i] ?? 0);
    data[i] = x;
    weights.forEach((weight, j) => {
      const rise = (above[j] ?? 0) - (below[j] ?? 0);
      result[i] = (result[i] ?? 0) + (weight * rise) / width;
    });
  }
  return result;
}

/**
 * Evenly spaced values in random order, none at 0 and none equal, so that no step crosses a kink
 * (Relu at 0, a maximum where two values meet).
 */
function spreadOut(
  shape: readonly number[],
  input: number,
  { low = -1, high = 1 }: DifferentiableCase,
  random: Random,
): Buffered {
  const point = buffered(shape);
  const size = point.data.length;
  const order = new Deck(
    Int32Array.from({ length: size }, (_, i) => i),
    random,
  );
  for (let i = 0; i < size; i++) {
    point.data[i] = low + ((high - low) * (order.next() + 0.5 + 0.2 * input)) / size;
  }
  return point;
}

function distance(actual: Float32Array, expected: Float64Array): number {
  const difference = Math.hypot(...expected.map((value, i) => (actual[i] ?? Number.NaN) - value));
  return difference / Math.max(Math.hypot(...expected), 1e-6);
}

import { fakeQuantizeActivation } from '@lookout/shared/onnx/autodiff/fake-quantize';
import { gradients } from '@lookout/shared/onnx/autodiff/gradients';
import { GraphBuilder, type Operand } from '@lookout/shared/onnx/graph';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openSession } from '../session.ts';
import { buffered, floatsOf } from '../tensors.ts';

const [SCALE, ZERO_POINT] = [0.125, 41];
/** From below the range (−5.125 to 26.75) to above it, with halves of a step. */
const POINTS = Float32Array.from([-9, -5.2, -5.1, -5, -0.0625, 0, 0.1875, 3.14, 26.875, 26.9, 31]);
const count = POINTS.length;

test('activations are rounded as by the QuantizeLinear and DequantizeLinear of the runtime', async () => {
  const g = new GraphBuilder();
  const x = g.input('x', 'float32', [count]);
  const scale = g.scalar(SCALE);
  const zeroPoint = g.constant(Uint8Array.of(ZERO_POINT), []);
  const quantized = g.op('QuantizeLinear', [x, scale, zeroPoint]);
  g.output(g.op('DequantizeLinear', [quantized, scale, zeroPoint]), 'runtime');
  g.output(fakeQuantizeActivation(g, x, SCALE, ZERO_POINT), 'ours');
  const { runtime, ours } = await run(g);
  const withoutSignOfZero = Array.from(floatsOf(ours), (value) => value + 0);
  expect(withoutSignOfZero).toEqual(Array.from(floatsOf(runtime)));
});

describe.each([
  ['constants', false],
  ['inputs of the graph', true],
])('a range given as %s', (_, fed) => {
  const build = () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [count]);
    const given = (name: string, value: number): Operand =>
      fed ? g.input(name, 'float32', []) : g.constant(Float32Array.of(value), []);
    const [scale, zeroPoint] = [given('scale', SCALE), given('zeroPoint', ZERO_POINT)];
    const y = fakeQuantizeActivation(g, x, scale, zeroPoint);
    return { g, x, y, scale };
  };

  test('passes the gradient straight through within it', async () => {
    const { g, x, y } = build();
    const [slope = x] = gradients(g, g.reduceSum(y), [x]);
    g.output(slope, 'slope');
    const { slope: slopes } = await run(g);
    expect(Array.from(floatsOf(slopes))).toEqual([0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
  });

  test('learns its step by the rounding error within it and by the bound outside', async () => {
    const { g, x, y, scale } = build();
    if (typeof scale === 'number') throw new Error('a value');
    const weights = POINTS.map((_, i) => i + 1);
    const loss = g.reduceSum(g.mul(y, g.constant(weights, [count])));
    const [slope = x] = gradients(g, loss, [scale]);
    g.output(slope, 'slope');
    const { slope: slopes } = await run(g);
    const expected = POINTS.reduce((sum, point, i) => {
      const level = point / SCALE;
      const steps = Math.min(Math.max(halfToEven(level), -ZERO_POINT), 255 - ZERO_POINT);
      const inside = level > -ZERO_POINT - 0.49 && level < 255 - ZERO_POINT + 0.49;
      return sum + (i + 1) * (steps - (inside ? level : 0));
    }, 0);
    expect(floatsOf(slopes)[0]).toBeCloseTo(expected, 2);
  });
});

async function run(g: GraphBuilder) {
  const session = await openSession(g.build());
  onTestFinished(() => session.release());
  const values: Readonly<Record<string, Float32Array>> = {
    x: POINTS,
    scale: Float32Array.of(SCALE),
    zeroPoint: Float32Array.of(ZERO_POINT),
  };
  const feeds = g.inputs.map(({ name, shape }) => {
    return [name, buffered(shape.map(Number), values[name]).tensor] as const;
  });
  return session.run(Object.fromEntries(feeds));
}

function halfToEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

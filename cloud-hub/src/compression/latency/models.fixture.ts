import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { mixSeed, Random } from '@lookout/shared/simulator/random';

const random = new Random(mixSeed(1, 9));
const weights = (count: number) =>
  Float32Array.from({ length: count }, () => 0.1 * random.normal());

/** x [batch, width] → layers of MatMul and Relu of the same width. */
export function denseModel(width: number, layers: number): Uint8Array {
  const g = new GraphBuilder();
  let x = g.input('x', 'float32', ['batch', width]);
  for (let i = 0; i < layers; i += 1)
    x = g.op('Relu', [g.op('MatMul', [x, g.constant(weights(width * width), [width, width])])]);
  g.output(x, 'y');
  return g.build();
}

/** Asks for far more memory than any machine has: [1, 1] expanded to 2^46 numbers. */
export function greedyModel(): Uint8Array {
  const g = new GraphBuilder();
  const size = g.constant(BigInt64Array.of(2n ** 23n, 2n ** 23n), [2]);
  const x = g.input('x', 'float32', ['batch', 1]);
  g.output(g.op('Exp', [g.op('Expand', [x, size])]), 'y');
  return g.build();
}

/** Dequantized weights and activations around a dense layer, in the form that ONNX Runtime fuses. */
export function quantizedDense(width: number, quantizedOutput = true): Uint8Array {
  const g = new GraphBuilder();
  const scale = g.constant(Float32Array.of(0.05), []);
  const zero = g.constant(Uint8Array.of(128), []);
  const through = (value: ReturnType<GraphBuilder['input']>) =>
    g.op('DequantizeLinear', [g.op('QuantizeLinear', [value, scale, zero]), scale, zero]);
  const x = through(g.input('x', 'float32', ['batch', width]));
  const int8 = g.constant(
    Int8Array.from(weights(width * width), (w) => 100 * w),
    [width, width],
  );
  const w = g.op('DequantizeLinear', [int8, scale, g.constant(Int8Array.of(0), [])]);
  const y = g.op('MatMul', [x, w]);
  g.output(quantizedOutput ? through(y) : g.op('Exp', [y]), 'y');
  return g.build();
}

import { describe, expect, test } from 'vitest';
import { GraphBuilder } from '../onnx/graph.ts';
import type { Value } from '../onnx/value.ts';
import { macsOfWork, workOf } from './work.ts';

type Build = (g: GraphBuilder, x: Value) => Value;

const zeros = (g: GraphBuilder, shape: number[]) =>
  g.constant(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);

function model(input: (number | string)[], build: Build): Uint8Array {
  const g = new GraphBuilder();
  g.output(build(g, g.input('x', 'float32', input)), 'y');
  return g.build();
}

const quantize = (g: GraphBuilder, x: Value) =>
  g.op('QuantizeLinear', [
    x,
    g.constant(Float32Array.of(0.1), []),
    g.constant(Uint8Array.of(0), []),
  ]);
const dequantize = (g: GraphBuilder, x: Value, zero: Uint8Array | Int8Array) =>
  g.op('DequantizeLinear', [x, g.constant(Float32Array.of(0.1), []), g.constant(zero, [])]);
const quantized =
  (after: Build): Build =>
  (g, x) => {
    const weights = dequantize(g, g.constant(new Int8Array(80), [8, 10]), Int8Array.of(0));
    return after(g, g.op('MatMul', [dequantize(g, quantize(g, x), Uint8Array.of(0)), weights]));
  };
const requantized: Build = (g, y) => dequantize(g, quantize(g, y), Uint8Array.of(0));

describe('the work of one window', () => {
  test.each<[string, Uint8Array, object]>([
    [
      'a dense layer: its Relu is fused',
      model(['batch', 8], (g, x) => g.op('Relu', [g.op('MatMul', [x, zeros(g, [8, 10])])])),
      { nodes: 1, gemm: 80, elements: 10 },
    ],
    [
      'a dense layer of int8 weights: they are scaled when it is loaded',
      model(['batch', 8], (g, x) => {
        const weights = g.cast(g.constant(new Int8Array(80), [8, 10]), 'float32');
        return g.matmul(x, g.mul(weights, g.constant(new Float32Array(10), [1, 10])));
      }),
      { nodes: 1, gemm: 80, elements: 10 },
    ],
    [
      'a fixed batch counts as it is',
      model([4, 8], (g, x) => g.op('MatMul', [x, zeros(g, [8, 10])])),
      { nodes: 1, gemm: 320 },
    ],
    [
      'a convolution',
      model(['batch', 3, 16], (g, x) => g.op('Conv', [x, zeros(g, [5, 3, 3])])),
      { nodes: 1, conv: 5 * 14 * 9, elements: 5 * 14 },
    ],
    [
      'what sums nothing',
      model(['batch', 6], (g, x) => g.op('Exp', [g.op('Relu', [x])])),
      { nodes: 2, gemm: 0, elements: 12 },
    ],
    [
      'quantized on both sides',
      model(['batch', 8], quantized(requantized)),
      { nodes: 1, gemm: 0, gemmInt8: 80 },
    ],
    [
      'quantized, with a Relu between',
      model(
        ['batch', 8],
        quantized((g, y) => requantized(g, g.op('Relu', [y]))),
      ),
      { nodes: 1, gemm: 0, gemmInt8: 80 },
    ],
    [
      'a result that is not quantized is computed in float32',
      model(
        ['batch', 8],
        quantized((g, y) => g.op('Exp', [y])),
      ),
      { nodes: 2, gemm: 80, gemmInt8: 0, elements: 20 },
    ],
  ])('%s', (_, bytes, work) => {
    expect(workOf(bytes)).toMatchObject(work);
  });
});

test('of a model that Lookout cannot take apart nothing is said', () => {
  expect(workOf(Uint8Array.of(1, 2, 3))).toBeNull();
});

test('multiply-accumulates of all kinds together', () => {
  const work = { nodes: 9, gemm: 1, conv: 2, gemmInt8: 3, convInt8: 4, elements: 9 };
  expect(macsOfWork(work)).toBe(10);
});

import { describe, expect, test } from 'vitest';
import { GraphBuilder } from './graph.ts';
import { operatorCounts, shapeText } from './operator-graph.ts';

interface Sizes {
  readonly width?: number;
  readonly weight?: number;
  readonly name?: string;
  readonly activation?: string;
  readonly axis?: number;
  readonly zeroPoint?: Uint8Array | Int8Array;
  readonly scale?: number;
  readonly length?: number;
  readonly identities?: number;
}

function model(sizes: Sizes = {}): Uint8Array {
  const { width = 4, weight = 1, name = 'w', activation = 'Relu', axis = 1, length = 3 } = sizes;
  const g = new GraphBuilder();
  const x = g.input(`${name}-x`, 'float32', ['batch', length]);
  const weights = g.constant(new Float32Array(length * width).fill(weight), [length, width], name);
  let y = g.op(activation, [g.op('MatMul', [x, weights])]);
  for (let i = 0; i < (sizes.identities ?? 0); i += 1) y = g.op('Identity', [y]);
  const scale = g.constant(Float32Array.of(sizes.scale ?? 1), []);
  const zero = g.constant(sizes.zeroPoint ?? Uint8Array.of(0), []);
  const q = g.op('DequantizeLinear', [g.op('QuantizeLinear', [y, scale, zero]), scale, zero]);
  g.output(g.op('ReduceMax', [q, g.constant(BigInt64Array.of(BigInt(axis)), [1])]), 'y');
  return g.build();
}

describe('two models of one shape', () => {
  test.each<[string, Sizes]>([
    ['other weights', { weight: 7 }],
    ['other names', { name: 'other' }],
    ['another scale', { scale: 0.3 }],
    ['nodes that do nothing', { identities: 3 }],
  ])('%s', (_, sizes) => expect(shapeText(model(sizes))).toBe(shapeText(model())));
});

describe('of another shape', () => {
  test.each<[string, Sizes]>([
    ['a width', { width: 5 }],
    ['an operator', { activation: 'Sigmoid' }],
    ['an axis', { axis: 0 }],
    ['an input', { length: 6 }],
    ['a zero point that keeps Relu from being absorbed', { zeroPoint: Uint8Array.of(9) }],
    ['signed activations', { zeroPoint: Int8Array.of(0) }],
  ])('%s', (_, sizes) => expect(shapeText(model(sizes))).not.toBe(shapeText(model())));
});

test('counts operators', () => {
  expect(operatorCounts(model())).toEqual({
    DequantizeLinear: 1,
    Identity: 1,
    MatMul: 1,
    QuantizeLinear: 1,
    ReduceMax: 1,
    Relu: 1,
  });
});

test.each([
  ['garbage', Uint8Array.of(9, 9, 9)],
  ['nothing', new Uint8Array()],
])('%s is refused', (_, bytes) => {
  for (const read of [operatorCounts, shapeText])
    expect(() => read(bytes)).toThrow(expect.objectContaining({ code: 'malformed' }));
});

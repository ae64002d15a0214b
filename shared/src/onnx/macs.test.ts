import { expect, test } from 'vitest';
import { int, ints, string } from './attribute.ts';
import { GraphBuilder } from './graph.ts';
import { macsOf } from './macs.ts';
import type { Value } from './value.ts';

const image = (g: GraphBuilder) => g.input('x', 'float32', [2, 4, 8, 8]);
const weight = (g: GraphBuilder, ...shape: number[]) => g.input(`w${shape}`, 'float32', shape);
const sequence = (g: GraphBuilder) => g.input('x', 'float32', [10, 2, 5]);

test.each<[string, (g: GraphBuilder) => Value | Value[], number]>([
  ['Gemm [2, 3] · [3, 4]', (g) => g.gemm(weight(g, 2, 3), weight(g, 3, 4), null), 24],
  ['Conv, 4 channels into 6', (g) => g.conv(image(g), weight(g, 6, 4, 3, 3), null), 432 * 36],
  [
    'the same in 2 groups: half of it',
    (g) => g.conv(image(g), weight(g, 6, 2, 3, 3), null, { groups: 2 }),
    432 * 18,
  ],
  [
    'ConvTranspose in 2 groups',
    (g) => g.convTranspose(image(g), weight(g, 4, 3, 3, 3), null, { groups: 2 }),
    512 * 27,
  ],
  ['MaxPool', (g) => g.maxPool(image(g), [2, 2]), 128 * 4],
  ['AveragePool', (g) => g.averagePool(image(g), [4, 4], {}), 200 * 16],
  ['GlobalAveragePool', (g) => g.globalAveragePool(image(g)), 512],
  ['ReduceSum', (g) => g.reduceSum(image(g)), 512],
  [
    'LayerNormalization',
    (g) => g.layerNorm(image(g), weight(g, 8), g.constant(new Float32Array(8), [8])),
    512 * 4,
  ],
  ['Softmax', (g) => g.softmax(image(g)), 512 * 3],
  ['Resize of two axes, linear', (g) => g.upsample(image(g), [1, 1, 2, 2], 'linear'), 2048 * 4],
  ['Resize of two axes, nearest', (g) => g.upsample(image(g), [1, 1, 2, 2]), 2048],
  [
    'GRU of 3 units, 10 steps of 2',
    (g) =>
      g.ops('GRU', [sequence(g), weight(g, 1, 9, 5), weight(g, 1, 9, 3)], { hidden_size: int(3) }),
    20 * (45 + 27),
  ],
  [
    'LSTM both ways',
    (g) =>
      g.ops('LSTM', [sequence(g), weight(g, 2, 12, 5), weight(g, 2, 12, 3)], {
        hidden_size: int(3),
        direction: string('bidirectional'),
      }),
    20 * 2 * (60 + 36),
  ],
  ['Transpose', (g) => g.op('Transpose', [image(g)], { perm: ints([0, 2, 3, 1]) }), 512],
])('%s', (_, build, expected) => {
  const g = new GraphBuilder();
  build(g);
  const node = g.nodes.at(-1);
  expect(node && macsOf(node, node.inputs, node.outputs)).toBe(expected);
});

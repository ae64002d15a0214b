import { describe, expect, test } from 'vitest';
import { type Attributes, int, ints, string } from './attribute.ts';
import { GraphBuilder } from './graph.ts';
import { showShape } from './value.ts';

type Case = [string, string, number[], number[], Attributes, string];
const strides = ints([2]);

/** Sizes are those of onnxruntime: cloud-hub's gradient-conv.test.ts holds the same forms to it. */
describe('the size of', () => {
  test.each<Case>([
    ['Conv', 'pads', [3, 9], [4, 3, 3], { pads: ints([1, 1]) }, '[batch, 4, 9]'],
    ['Conv', 'a stride', [3, 10], [4, 3, 3], { strides, pads: ints([1, 1]) }, '[batch, 4, 5]'],
    ['Conv', 'groups', [4, 9], [6, 2, 3], { group: int(2) }, '[batch, 6, 7]'],
    [
      'Conv',
      'SAME',
      [2, 7],
      [3, 2, 4],
      { strides, auto_pad: string('SAME_UPPER') },
      '[batch, 3, 4]',
    ],
    ['Conv', 'VALID', [2, 9], [3, 2, 4], { strides, auto_pad: string('VALID') }, '[batch, 3, 3]'],
    ['ConvTranspose', 'a stride', [3, 5], [3, 4, 4], { strides }, '[batch, 4, 12]'],
    ['ConvTranspose', 'groups', [4, 5], [4, 3, 1], { group: int(2) }, '[batch, 6, 5]'],
    [
      'ConvTranspose',
      'SAME',
      [2, 4],
      [2, 3, 5],
      { strides, auto_pad: string('SAME_LOWER') },
      '[batch, 3, 8]',
    ],
    [
      'ConvTranspose',
      'output_shape',
      [2, 4],
      [2, 3, 4],
      { strides, output_shape: ints([7]) },
      '[batch, 3, 7]',
    ],
  ])('%s with %s', (op, _, x, w, attributes, expected) => {
    expect(showShape(shapeOf(op, x, w, attributes))).toBe(expected);
  });

  test.each([
    ['as many windows as fit', 9, 3, false, 4],
    ['with one that reaches over the end', 10, 3, true, 5],
  ])('a pool by a stride of 2: %s', (_, size, kernel, ceil, expected) => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 2, size]);
    const y = g.maxPool(x, [kernel], { strides: [2], ceil });
    expect(y.shape).toEqual(['batch', 2, expected]);
  });
});

test.each<Case>([
  ['Conv', 'a kernel past the input', [2, 3], [3, 2, 4], {}, 'shape'],
  ['Conv', 'a kernel for other channels', [3, 9], [3, 2, 4], {}, 'shape'],
  ['Conv', 'groups that do not divide', [4, 9], [3, 2, 4], { group: int(2) }, 'shape'],
  ['Conv', 'a stride of 0', [2, 9], [3, 2, 4], { strides: ints([0]) }, 'shape'],
  ['Conv', 'pads for other axes', [2, 9], [3, 2, 4], { pads: ints([1, 1, 1, 1]) }, 'shape'],
  [
    'Conv',
    'SAME with dilations',
    [2, 9],
    [3, 2, 4],
    { auto_pad: string('SAME_UPPER'), dilations: ints([2]) },
    'unsupported',
  ],
  ['ConvTranspose', 'a kernel for other channels', [3, 5], [2, 4, 4], {}, 'shape'],
  [
    'ConvTranspose',
    'output padding as wide as the stride',
    [2, 5],
    [2, 4, 4],
    { strides, output_padding: ints([2]) },
    'unsupported',
  ],
  [
    'ConvTranspose',
    'an output past its reach',
    [2, 4],
    [2, 3, 4],
    { strides, output_shape: ints([11]) },
    'unsupported',
  ],
])('%s refuses %s', (op, _, x, w, attributes, code) => {
  expect(() => shapeOf(op, x, w, attributes)).toThrow(expect.objectContaining({ code }));
});

function shapeOf(op: string, x: number[], w: number[], attributes: Attributes) {
  const g = new GraphBuilder();
  const inputs = [g.input('x', 'float32', ['batch', ...x]), g.input('w', 'float32', w)];
  return g.op(op, inputs, attributes).shape;
}

test('a pool whose last window would start past the input is refused', () => {
  const x = new GraphBuilder().input('x', 'float32', ['batch', 2, 4]);
  expect(() => new GraphBuilder().maxPool(x, [1], { strides: [2], ceil: true })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});

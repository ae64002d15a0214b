import { describe, expect, test } from 'vitest';
import { GraphBuilder } from './graph.ts';
import { readModel } from './read.ts';

const refused = (code: string) => expect.objectContaining({ code });

describe('a graph', () => {
  test('comes back from its bytes as it was built', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', ['batch', 2]);
    const w = g.constant(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3], 'w');
    g.output(g.leakyRelu(g.gemm(x, w, null), 0.1), 'y');
    const model = readModel(g.build());

    expect(model.inputs).toEqual([{ name: 'x', type: 'float32', shape: ['batch', 2] }]);
    expect(model.outputs).toEqual([{ name: 'y', type: 'float32', shape: ['batch', 3] }]);
    expect(model.constants).toEqual([
      { name: 'w', type: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
    ]);
    expect(model.nodes.map(({ op }) => op)).toEqual(['Gemm', 'LeakyRelu', 'Identity']);
    expect(model.nodes[1]?.attributes).toEqual({
      alpha: { kind: 'float', value: Math.fround(0.1) },
    });
  });

  test('copies a constant that is a view into a larger buffer', () => {
    const g = new GraphBuilder();
    const view = Float32Array.of(9, 9, 1, 2, 9).subarray(2, 4);
    g.output(g.add(g.constant(view, [2], 'c'), 1), 'y');
    const { constants } = readModel(g.build());
    expect(constants.find(({ name }) => name === 'c')?.data).toEqual(Float32Array.of(1, 2));
  });

  test('holds each number and list once', () => {
    const g = new GraphBuilder();
    const x = g.input('x', 'float32', [2, 3]);
    g.output(g.add(g.mul(g.reduceSum(x, [1]), 0.5), g.mul(g.reduceMean(x, [1]), 0.5)), 'y');
    expect(readModel(g.build()).constants).toHaveLength(2);
  });

  test.each([
    ['operands that do not fit', (g: GraphBuilder) => g.add(vector(g, 2), vector(g, 3)), 'shape'],
    [
      'a constant of the wrong size',
      (g: GraphBuilder) => g.constant(Float32Array.of(1), [2]),
      'shape',
    ],
    [
      'an operator nobody knows',
      (g: GraphBuilder) => g.op('Frobnicate', [vector(g, 2)]),
      'unsupported',
    ],
    [
      'a name taken twice',
      (g: GraphBuilder) => [g.input('x', 'bool', []), g.input('x', 'bool', [])],
      'structure',
    ],
    ['an operand that is missing', (g: GraphBuilder) => g.op('Relu', []), 'structure'],
    [
      'a slice of an unknown size',
      (g: GraphBuilder) => g.slice(g.input('x', 'float32', ['n']), 0, 0, 1),
      'shape',
    ],
  ])('refuses %s: %3$s', (_, build, code) => {
    expect(() => build(new GraphBuilder())).toThrow(refused(code));
  });
});

function vector(g: GraphBuilder, size: number) {
  return g.input(`v${size}`, 'float32', [size]);
}

import { describe, expect, test } from 'vitest';
import { GraphBuilder } from './graph.ts';
import { appendNetwork } from './network.ts';
import { networkOf } from './network-of.ts';

import { type VaeArchitecture, vaeParameters } from './vae.ts';

const refused = (code: string) => expect.objectContaining({ code });

const sizes = { windowLength: 5, channels: 2, hidden: [6, 4], latent: 3 };
const logVarianceBounds = [-8, 4] as const;
const architectures: Record<string, VaeArchitecture> = {
  dense: { kind: 'dense', ...sizes, logVarianceBounds },
  conv1d: { kind: 'conv1d', ...sizes, kernel: 3, logVarianceBounds },
};
const weightsOf = (architecture: VaeArchitecture) =>
  Object.fromEntries(
    vaeParameters(architecture).map(({ name, shape }) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      return [name, { shape, data: new Float32Array(size) }];
    }),
  );

describe.each(Object.entries(architectures))('a network of the %s VAE', (_, architecture) => {
  test.each([5, 6, 9, 63])('keeps the batch open and returns windows of %i rows', (rows) => {
    const own = { ...architecture, windowLength: rows };
    const network = networkOf({ architecture: own, weights: weightsOf(own) });
    const g = new GraphBuilder();
    const window = g.input('window', 'float32', ['batch', rows, 2]);
    const { reconstruction, mu, logvar } = appendNetwork(g, network, window);
    expect(reconstruction?.shape).toEqual(['batch', rows, 2]);
    expect(mu?.shape).toEqual(['batch', 3]);
    expect(logvar?.shape).toEqual(['batch', 3]);
    expect(Object.keys(network.weights)).toEqual(vaeParameters(own).map(({ name }) => name));
  });

  test('refuses a weight that is missing or of another shape', () => {
    const { 'mu.weight': mu, ...others } = weightsOf(architecture);
    const turned = { shape: mu?.shape.toReversed() ?? [], data: new Float32Array() };
    for (const weights of [others, { ...others, 'mu.weight': turned }])
      expect(() => networkOf({ architecture, weights })).toThrow(refused('signature'));
  });

  test('takes other values where they are offered', () => {
    const network = networkOf({ architecture, weights: weightsOf(architecture) });
    const seen: string[] = [];
    const g = new GraphBuilder();
    const window = g.input('window', 'float32', [4, 5, 2]);
    const { mu } = appendNetwork(g, network, window, undefined, (value, name) => {
      seen.push(name);
      return name === network.outputs.mu ? g.mul(value, 0) : value;
    });
    expect(seen).toContain('window');
    expect(mu?.name).toMatch(/^Mul/);
  });
});

test('a node that uses what nothing computes is refused', () => {
  const g = new GraphBuilder();
  const node = { op: 'Relu', inputs: ['nowhere'], outputs: ['y'], attributes: {} };
  const network = { input: { name: 'x', shape: [2] }, weights: {}, constants: {}, outputs: {} };
  const x = g.input('x', 'float32', ['batch', 2]);
  expect(() => appendNetwork(g, { ...network, nodes: [node] }, x)).toThrow(refused('structure'));
});

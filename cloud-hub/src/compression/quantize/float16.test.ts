import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, test } from 'vitest';
import { writeNetwork } from '../network/network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  NetworkParts,
  normalWindows,
  runNetwork,
} from '../network/networks.fixture.ts';
import { toFloat16 } from './float16.ts';

function normalized(): Network {
  const net = new NetworkParts([6]);
  const { g } = net;
  const y = g.gemm(net.input, net.weight('w', [6, 6]), net.weight('b', [6]));
  const norm = g.op('LayerNormalization', [y, net.positive('s', 6), net.weight('t', [6])]);
  const mu = g.add(g.exp(g.mul(norm, 8)), g.reduceSum(g.square(norm), [1], true));
  return net.finish({ mu });
}

describe.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
  ['conv2d', conv2dNetwork()],
  ['normalized, with exponents beyond float16', normalized()],
])('%s', (_, network) => {
  const half = toFloat16(network);

  test('says nearly the same', async () => {
    const windows = normalWindows(network, 16);
    const [exact, rounded] = [await runNetwork(network, windows), await runNetwork(half, windows)];
    for (const [name, values] of Object.entries(exact)) {
      expect(values.every(Number.isFinite)).toBe(true);
      const gap = largestGap(rounded[name], values);
      expect(gap, name).toBeLessThan(0.03);
      expect(gap, name).toBeGreaterThan(0);
    }
  });

  test('no product is left in float32', () => {
    for (const { op, inputs } of half.nodes)
      if (['Conv', 'ConvTranspose', 'Gemm', 'MatMul'].includes(op))
        expect(half.constants[inputs[1] ?? '']?.data).toBeInstanceOf(Uint16Array);
  });
});

test('takes half the room', () => {
  const network = denseNetwork();
  const ratio = writeNetwork(network).length / writeNetwork(toFloat16(network)).length;
  expect(ratio).toBeGreaterThan(1.7);
});

test.each([70_000, Number.NaN])('a weight of %f is refused by name', (bad) => {
  const network = denseNetwork();
  network.weights['mu.weight']?.data.fill(bad, 0, 1);
  expect(() => toFloat16(network)).toThrow(
    expect.objectContaining({ code: 'bad_weights', message: expect.stringMatching('mu.weight') }),
  );
});

test('a network without weights is refused', () => {
  const bare = { ...denseNetwork(), nodes: [], weights: {}, outputs: {} };
  expect(() => toFloat16(bare)).toThrow(expect.objectContaining({ code: 'no_weights' }));
});

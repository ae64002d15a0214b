import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, test } from 'vitest';
import { optimizedOpCounts } from '../latency/optimized-op-counts.ts';
import { writeNetwork } from '../network/network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  normalWindows,
  runNetwork,
} from '../network/networks.fixture.ts';
import { weightsOnly } from './weights-only.ts';

const networks: Record<string, Network> = {
  dense: denseNetwork(),
  conv1d: conv1dNetwork(),
  conv2d: conv2dNetwork(),
};

describe.each(Object.entries(networks))('%s', (_, network) => {
  const smaller = weightsOnly(network);

  test('is the same network to the runtime: it folds the rounding away', async () => {
    const before = await optimizedOpCounts(writeNetwork(network));
    expect(await optimizedOpCounts(writeNetwork(smaller))).toEqual(before);
  });

  test('takes a quarter of the room for its weights', () => {
    const bytes = (tensors: Record<string, { data: { byteLength: number } }>) =>
      Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
    const before = bytes(network.weights) + bytes(network.constants);
    const after = bytes(smaller.weights) + bytes(smaller.constants);
    expect(before / after).toBeGreaterThan(2.5); // small layers: biases and scales weigh much
  });

  test('says nearly the same', async () => {
    const windows = normalWindows(network, 32);
    const [exact, rounded] = [
      await runNetwork(network, windows),
      await runNetwork(smaller, windows),
    ];
    for (const [name, values] of Object.entries(exact)) {
      const gap = largestGap(rounded[name], values);
      expect(gap, name).toBeLessThan(0.03);
      expect(gap, name).toBeGreaterThan(0);
    }
  });
});

test('a network without any weight is refused, and one with a weight that is no number', () => {
  const relu = { op: 'Relu', inputs: ['x'], outputs: ['y'], attributes: {} };
  const bare: Network = {
    input: { name: 'x', shape: [4] },
    nodes: [relu],
    weights: {},
    constants: {},
    outputs: { reconstruction: 'y' },
  };
  expect(() => weightsOnly(bare)).toThrow(expect.objectContaining({ code: 'no_weights' }));
  const network = denseNetwork();
  network.weights['enc0.weight']?.data.fill(Number.NaN, 3, 4);
  expect(() => weightsOnly(network)).toThrow(
    expect.objectContaining({ code: 'bad_weights', message: expect.stringMatching('enc0.weight') }),
  );
});

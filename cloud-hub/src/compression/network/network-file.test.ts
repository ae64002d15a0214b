import { describe, expect, test } from 'vitest';
import { weightsOnly } from '../quantize/weights-only.ts';
import { readNetwork, writeNetwork } from './network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  normalWindows,
  runNetwork,
} from './networks.fixture.ts';

describe.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
  ['conv2d', conv2dNetwork()],
  ['int8', weightsOnly(denseNetwork())],
] as const)('a %s network', (_, network) => {
  test('is read as it was written, weights and all', async () => {
    const again = readNetwork(writeNetwork(network));
    expect(again.input.shape).toEqual(network.input.shape);
    expect(Object.keys(again.weights)).toEqual(Object.keys(network.weights));
    expect(Object.keys(again.outputs)).toEqual(Object.keys(network.outputs));
    const windows = normalWindows(network, 3);
    const [a, b] = [await runNetwork(again, windows), await runNetwork(network, windows)];
    for (const name of Object.keys(b)) expect(largestGap(a[name], b[name])).toBeLessThan(1e-6);
    expect(writeNetwork(again).length).toBeLessThan(1.02 * writeNetwork(network).length);
  });
});

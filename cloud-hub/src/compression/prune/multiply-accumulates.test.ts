import type { Network } from '@lookout/shared/onnx/network';
import { readModel } from '@lookout/shared/onnx/read';
import { countWork, macsOfWork } from '@lookout/shared/profile/work';
import { expect, test } from 'vitest';
import { writeNetwork } from '../network/network-file.ts';
import { conv1dNetwork, conv2dNetwork, denseNetwork } from '../network/networks.fixture.ts';
import { mapChannels } from './channel-map.ts';
import { elementMacsOf, MacCount, macsPerWindow, workPerWindow } from './multiply-accumulates.ts';
import { removeChannels } from './remove-channels.ts';

const counted = (network: Network): number =>
  macsOfWork(countWork(readModel(writeNetwork(network))));

/** Numbers in weights that sum over channels: those of more than one axis. */
const matricesOf = ({ weights }: Network): number =>
  Object.values(weights)
    .filter(({ shape }) => shape.length > 1)
    .reduce((sum, { data }) => sum + data.length, 0);

test.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
  ['conv2d', conv2dNetwork()],
])('%s: what channels save is what the smaller network does not do', (_, network) => {
  const map = mapChannels(network);
  const count = new MacCount(network, map);
  expect(count.macs).toBe(counted(network));
  const gone = map.layers.flatMap(({ channels }) => channels.filter((_, i) => i % 3 === 1));
  const saved = count.savedBy(gone, 'macs');
  expect(count.macs).toBe(counted(network));
  count.remove(gone);
  const smaller = removeChannels(network, map, new Set(gone), new Map());
  expect(count.macs).toBe(counted(smaller));
  expect(macsPerWindow(smaller, mapChannels(smaller))).toBe(count.macs);
  expect(count.weights).toBe(matricesOf(smaller));
  expect(saved).toBe(counted(network) - counted(smaller));
  count.restore(gone);
  expect(count.macs).toBe(counted(network));
});

test('channels that cost the same are told from those that do not', () => {
  const network = denseNetwork();
  const map = mapChannels(network);
  const count = new MacCount(network, map);
  const costs = map.layers.map(({ channels }) => new Set(channels.map(count.costOf)));
  expect(costs.map(({ size }) => size)).toEqual(map.layers.map(() => 1));
  expect(new Set(costs.flatMap((own) => [...own])).size).toBe(map.layers.length);
});

test.each([
  ['dense', denseNetwork()],
  ['conv2d', conv2dNetwork()],
])('%s: every number that a layer puts out is so much work more', (_, network) => {
  const map = mapChannels(network);
  const count = new MacCount(network, map, 10);
  const made = map.products.map(({ node }) => {
    const [, ...dims] = map.shapes.get(network.nodes[node]?.outputs[0] ?? '') ?? [];
    return dims.reduce<number>((product, dim) => product * Number(dim), 1);
  });
  expect(count.work - count.macs).toBe(10 * made.reduce((sum, numbers) => sum + numbers, 0));
});

test.each([
  ['dense', denseNetwork(), false],
  ['conv1d', conv1dNetwork(), false],
  ['conv2d', conv2dNetwork(), true],
])('%s: the numbers put out count only where images are convolved', (_, network, counts) => {
  const map = mapChannels(network);
  expect(elementMacsOf(network, map) > 0).toBe(counts);
  expect(workPerWindow(network, map) > macsPerWindow(network, map)).toBe(counts);
});

import { expect, test } from 'vitest';
import {
  conv1dNetwork,
  denseNetwork,
  NetworkParts,
  normalWindows,
} from '../network/networks.fixture.ts';
import { mapChannels } from './channel-map.ts';
import { importanceKinds, measureImportance } from './importance.ts';

test.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
])(
  '%s: a channel that nothing sums over matters to no score, and the others do',
  async (_, network) => {
    const map = mapChannels(network);
    const [layer] = map.layers;
    const idle = layer?.channels[0];
    for (const { weight, inAxis } of map.products) {
      const tensor = network.weights[weight];
      const labels = map.labels.get(weight)?.[inAxis];
      if (!tensor || !labels) continue;
      const inner = tensor.shape.slice(inAxis + 1).reduce((a, b) => a * b, 1);
      tensor.data.forEach((_, at) => {
        const label = labels[Math.floor(at / inner) % labels.length] ?? -1;
        if (map.channelOf(label) === idle) tensor.data[at] = 0;
      });
    }
    const windows = normalWindows(network, 32);
    for (const kind of ['effect', 'taylor'] as const) {
      const { importance } = await measureImportance(network, map, windows, null, kind);
      expect(importance.size).toBe(
        map.layers.reduce((sum, { channels }) => sum + channels.length, 0),
      );
      expect(importance.get(idle ?? -1)).toBeLessThan(1e-6);
      // A unit that these windows never switch on matters to none of them.
      const felt = [...importance.values()].filter((value) => value > 1e-6);
      expect(felt.length).toBeGreaterThan(0.8 * importance.size);
    }
  },
);

test('a channel that never changes matters to no score', async () => {
  const network = denseNetwork();
  const map = mapChannels(network);
  const { weight, bias } = map.products[0] ?? {};
  const [columns, own] = [network.weights[weight ?? ''], network.weights[bias ?? '']];
  columns?.data.forEach((_, at) => {
    if (at % 24 === 3) columns.data[at] = 0;
  });
  own?.data.fill(1, 3, 4);
  const windows = normalWindows(network, 32);
  for (const kind of ['effect', 'taylor'] as const) {
    const { importance } = await measureImportance(network, map, windows, null, kind);
    const [first = [], ...others] = map.layers.map(({ channels }) => channels);
    expect(importance.get(first[3] ?? -1)).toBeLessThan(1e-4);
    expect(importance.get(others[0]?.[3] ?? -1)).toBeGreaterThan(1e-3);
  }
});

test('to first order ranks much as the effect itself does', async () => {
  const network = denseNetwork();
  const map = mapChannels(network);
  const windows = normalWindows(network, 64);
  const [exact, first] = [
    await measureImportance(network, map, windows, null, 'effect'),
    await measureImportance(network, map, windows, null, 'taylor'),
  ];
  const order = (values: ReadonlyMap<number, number>) =>
    [...values].sort((a, b) => a[1] - b[1]).map(([channel]) => channel);
  const half = Math.floor(exact.importance.size / 2);
  const lower = new Set(order(exact.importance).slice(0, half));
  const same = order(first.importance).filter((channel, i) => i < half && lower.has(channel));
  expect(same.length / half).toBeGreaterThan(0.7);
});

test('images that do not fit in the memory at once are measured in parts', async () => {
  // 24 channels of 256 by 256 are 6 MB, and their values before and behind Relu twice that.
  const net = new NetworkParts([3, 256, 256]);
  const { g } = net;
  const wide = g.relu(g.conv(net.input, net.weight('c0', [24, 3, 1, 1]), net.weight('b0', [24])));
  const flat = g.reshape(g.globalAveragePool(wide), [-1, 24]);
  const head = (name: string) =>
    g.gemm(flat, net.weight(`${name}.weight`, [24, 2]), net.weight(`${name}.bias`, [2]));
  const network = net.finish({ mu: head('mu'), logvar: head('logvar') });
  const map = mapChannels(network);
  const few = normalWindows(network, 3);
  const many = new Float32Array(16 * few.length);
  for (let i = 0; i < 16; i++) many.set(few, i * few.length);
  for (const kind of importanceKinds) {
    const one = await measureImportance(network, map, few, null, kind);
    const all = await measureImportance(network, map, many, null, kind);
    for (const [channel, value] of one.importance)
      expect(all.importance.get(channel)).toBeCloseTo(value, 4);
    for (const [name, mean] of one.means)
      mean.forEach((value, i) => {
        expect(all.means.get(name)?.[i]).toBeCloseTo(value, 4);
      });
  }
}, 60_000);

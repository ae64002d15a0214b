import { GraphBuilder } from '@lookout/shared/onnx/graph';
import { appendNetwork, type Network } from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  NetworkParts,
  normalWindows,
  runNetwork,
} from '../network/networks.fixture.ts';
import { openSession } from '../session.ts';
import { floatsOf } from '../tensors.ts';
import { mapChannels } from './channel-map.ts';
import { summedValues } from './channel-probe.ts';
import { measureImportance } from './importance.ts';
import { removeChannels } from './remove-channels.ts';

/** Every third channel of every layer, with the mean of each on these windows. */
async function thirdsOf(network: Network, windows: Float32Array) {
  const map = mapChannels(network);
  const gone = new Set(
    map.layers.flatMap(({ channels }) => channels.filter((_, i) => i % 3 === 1)),
  );
  const { means } = await measureImportance(network, map, windows, null, 'norm');
  return { map, gone, means, smaller: removeChannels(network, map, gone, means) };
}

/** The whole network with the same channels held at their means wherever they are summed over. */
async function runMasked(
  network: Network,
  windows: Float32Array,
  { map, gone, means }: Awaited<ReturnType<typeof thirdsOf>>,
): Promise<Record<string, Float32Array>> {
  const g = new GraphBuilder();
  const shape = [
    windows.length / network.input.shape.reduce((a, b) => a * b, 1),
    ...network.input.shape,
  ];
  const input = g.input('input', 'float32', shape);
  const summed = new Map(summedValues(map).map((value) => [value.name, value]));
  const outputs = appendNetwork(g, network, input, undefined, (value: Value, name) => {
    const [own, mean] = [summed.get(name), means.get(name)];
    if (!own || !mean) return value;
    const sizes = value.shape.map((_, axis) => (axis === own.axis ? mean.length : 1));
    const stays = Float32Array.from(own.labels, (label) => Number(!gone.has(map.channelOf(label))));
    const held = Float32Array.from(mean, (centre, i) => (stays[i] === 1 ? 0 : centre));
    return g.add(g.mul(value, g.constant(stays, sizes)), g.constant(held, sizes));
  });
  for (const [name, value] of Object.entries(outputs)) if (value) g.output(value, name);
  const session = await openSession(g.build('masked'));
  try {
    const results = await session.run({ input: new Tensor('float32', windows, shape) });
    return Object.fromEntries(
      Object.entries(results).map(([name, tensor]) => [name, floatsOf(tensor)]),
    );
  } finally {
    await session.release();
  }
}

const weightsOf = ({ weights }: Network) =>
  Object.values(weights).reduce((sum, { data }) => sum + data.length, 0);

describe('channels that are gone are as if held at their means', () => {
  test('dense: to the last digit', async () => {
    const network = denseNetwork();
    const windows = normalWindows(network, 64);
    const thirds = await thirdsOf(network, windows);
    expect(thirds.gone.size).toBeGreaterThan(20);
    const [masked, removed] = [
      await runMasked(network, windows, thirds),
      await runNetwork(thirds.smaller, windows),
    ];
    for (const [name, values] of Object.entries(masked))
      expect(largestGap(removed[name], values), name).toBeLessThan(1e-4);
  });

  test('along time: away from the borders, where padding is no mean', async () => {
    const net = new NetworkParts([4, 32]);
    const { g } = net;
    const same = { pads: [1, 1] };
    const first = g.relu(
      g.conv(net.input, net.weight('c0', [9, 4, 3]), net.weight('b0', [9]), same),
    );
    const second = g.relu(g.conv(first, net.weight('c1', [9, 9, 3]), null, same));
    const network = net.finish({
      reconstruction: g.conv(second, net.weight('c2', [4, 9, 3]), net.weight('b2', [4]), same),
    });
    const windows = normalWindows(network, 16);
    const thirds = await thirdsOf(network, windows);
    const [masked, removed] = [
      await runMasked(network, windows, thirds),
      await runNetwork(thirds.smaller, windows),
    ];
    const inside = (values: Float32Array | undefined) =>
      values?.filter((_, i) => i % 32 >= 3 && i % 32 < 29);
    expect(largestGap(inside(removed.reconstruction), inside(masked.reconstruction))).toBeLessThan(
      1e-4,
    );
    expect(largestGap(removed.reconstruction, masked.reconstruction)).toBeGreaterThan(1e-3);
  });

  test('a transposed convolution on average over its phases', async () => {
    const net = new NetworkParts([4, 16]);
    const { g } = net;
    const first = g.relu(g.conv(net.input, net.weight('c0', [9, 4, 1]), net.weight('b0', [9])));
    const up = g.convTranspose(first, net.weight('t', [9, 2, 4]), net.weight('b1', [2]), {
      strides: [2],
      pads: [1, 1],
    });
    const network = net.finish({ mu: up });
    const windows = normalWindows(network, 8);
    const thirds = await thirdsOf(network, windows);
    const [masked, removed] = [
      await runMasked(network, windows, thirds),
      await runNetwork(thirds.smaller, windows),
    ];
    const pairs = (values: Float32Array | undefined) => {
      const inner = values?.filter((_, i) => i % 32 >= 2 && i % 32 < 30) ?? new Float32Array();
      return Float32Array.from(
        { length: inner.length / 2 },
        (_, i) => (inner[2 * i] ?? 0) + (inner[2 * i + 1] ?? 0),
      );
    };
    expect(largestGap(pairs(removed.mu), pairs(masked.mu))).toBeLessThan(1e-4);
  });
});

test.each([
  ['dense', denseNetwork()],
  ['conv1d', conv1dNetwork()],
  ['conv2d', conv2dNetwork()],
])('%s: what is left is a smaller network of the same outputs', async (_, network) => {
  const windows = normalWindows(network, 8);
  const { smaller, map } = await thirdsOf(network, windows);
  expect(weightsOf(smaller)).toBeLessThan(0.75 * weightsOf(network));
  const widths = mapChannels(smaller).layers.map(({ channels }) => channels.length);
  const wanted = map.layers.map(({ channels }) => channels.filter((_, i) => i % 3 !== 1).length);
  expect(widths).toEqual(wanted);
  const [before, after] = [await runNetwork(network, windows), await runNetwork(smaller, windows)];
  for (const [name, values] of Object.entries(before))
    expect(after[name]?.length).toBe(values.length);
});

test('a depthwise convolution loses groups, and a reshape its share', () => {
  const net = new NetworkParts([2, 4, 4]);
  const { g } = net;
  const made = g.conv(net.input, net.weight('c0', [6, 2, 1, 1]), null);
  const depth = g.conv(made, net.weight('c1', [6, 1, 3, 3]), net.weight('b1', [6]), {
    pads: [1, 1, 1, 1],
    groups: 6,
  });
  const mu = g.gemm(g.reshape(depth, [-1, 96]), net.weight('e', [96, 2]), null);
  const network = net.finish({ mu });
  const map = mapChannels(network);
  const [layer] = map.layers;
  const smaller = removeChannels(network, map, new Set(layer?.channels.slice(0, 2)), new Map());
  expect(Object.values(smaller.weights).map(({ shape }) => shape)).toEqual([
    [4, 2, 1, 1],
    [4, 1, 3, 3],
    [4],
    [64, 2],
  ]);
  const node = smaller.nodes.find(({ inputs }) => inputs[1] === 'c1');
  expect(node?.attributes.group).toEqual({ kind: 'int', value: 4 });
  const sizes = Object.values(smaller.constants).map(({ data }) => Array.from(data, Number));
  expect(sizes).toContainEqual([-1, 64]);
});

import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, test } from 'vitest';
import { optimizedOpCounts } from '../latency/optimized-op-counts.ts';
import { writeNetwork } from './network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  NetworkParts,
  normalWindows,
  runNetwork,
} from './networks.fixture.ts';
import { asConv2d } from './rewrite-conv2d.ts';
import { poolFirst } from './rewrite-pool-first.ts';
import { asSubpixel } from './rewrite-subpixel.ts';

const ops = (network: Network) => network.nodes.map(({ op }) => op);

async function expectSame(before: Network, after: Network): Promise<void> {
  const windows = normalWindows(before, 5);
  const [a, b] = [await runNetwork(before, windows), await runNetwork(after, windows)];
  expect(Object.keys(b)).toEqual(Object.keys(a));
  for (const [name, values] of Object.entries(a))
    expect(largestGap(b[name], values), name).toBeLessThan(2e-6);
}

/** x [4, 11] → two ways along time, added, pooled, normalized. */
function residualNetwork(): Network {
  const net = new NetworkParts([4, 11]);
  const { g } = net;
  const same = { pads: [1, 1] };
  const conv = (name: string, from: number, to: number) =>
    [net.weight(`${name}.weight`, [to, from, 3]), net.weight(`${name}.bias`, [to])] as const;
  const a = g.leakyRelu(g.conv(net.input, ...conv('c0', 4, 6), same), 0.2);
  const b = g.conv(a, ...conv('c1', 6, 6), { pads: [2, 2], dilations: [2] });
  const pooled = g.maxPool(g.add(a, b), [2]);
  const up = g.convTranspose(pooled, net.weight('t.weight', [6, 4, 3]), null, { strides: [2] });
  return net.finish({ reconstruction: up, mu: g.reduceMean(b, [2]) });
}

describe('along time as images', () => {
  test.each([
    ['conv1d', conv1dNetwork()],
    ['residual', residualNetwork()],
    ['dense', denseNetwork()],
    ['conv2d', conv2dNetwork()],
  ])('%s says the same', (_, network) => expectSame(network, asConv2d(network)));

  test('every weight has four axes, and none is put in and taken out again', () => {
    const { weights, ...network } = asConv2d(conv1dNetwork());
    expect(weights['enc0.weight']?.shape).toEqual([16, 3, 1, 5]);
    const moved = ops({ ...network, weights }).filter((op) => /squeeze/i.test(op));
    expect(moved).toEqual(['Unsqueeze', 'Unsqueeze', 'Squeeze']);
  });
});

describe('transposed convolutions as ordinary ones', () => {
  const transposed = (kernel: number[], options: object, shape = [3, 7]) => {
    const net = new NetworkParts(shape);
    const weight = net.weight('t.weight', [3, 5, ...kernel]);
    const y = net.g.convTranspose(net.input, weight, net.weight('t.bias', [5]), options);
    return net.finish({ reconstruction: y });
  };

  test.each([
    ['kernel 5', [5], { strides: [2], pads: [2, 2], outputPadding: [1] }],
    ['kernel 3', [3], { strides: [2], pads: [1, 1], outputPadding: [1] }],
    ['kernel 4', [4], { strides: [2], pads: [1, 1] }],
    ['kernel as the stride', [2], { strides: [2] }],
    ['stride 3', [5], { strides: [3], pads: [1, 1] }],
    ['images', [3, 4], { strides: [2, 2], pads: [1, 1, 1, 1], outputPadding: [1, 0] }, [3, 4, 5]],
    [
      'images, one axis',
      [1, 5],
      { strides: [1, 2], pads: [0, 2, 0, 2], outputPadding: [0, 1] },
      [3, 1, 6],
    ],
  ])('%s says the same', async (_, kernel, options, shape?: number[]) => {
    const network = transposed(kernel, options, shape);
    const changed = asSubpixel(network);
    expect(ops(changed)).toEqual(['Conv', 'Reshape', 'Transpose', 'Reshape']);
    await expectSame(network, changed);
  });

  test.each([
    ['a row short of the stride', [3], { strides: [2], pads: [1, 1] }],
    ['nothing strided', [3], { strides: [1] }],
    ['dilated', [3], { strides: [2], dilations: [2], pads: [2, 2], outputPadding: [1] }],
  ])('%s is left as it is', (_, kernel, options) => {
    expect(ops(asSubpixel(transposed(kernel, options)))).toEqual(['ConvTranspose']);
  });

  test('a whole network says the same, as images too', async () => {
    const network = conv1dNetwork();
    await expectSame(network, asSubpixel(network));
    const image = asSubpixel(asConv2d(network));
    await expectSame(network, image);
    const counts = await optimizedOpCounts(writeNetwork(image));
    expect(counts.ConvTranspose).toBeUndefined();
  });
});

describe('pooling before the activation', () => {
  test('says the same and leaves the activation less to do', async () => {
    const network = conv2dNetwork();
    const changed = poolFirst(network);
    await expectSame(network, changed);
    expect(ops(changed).slice(0, 4)).toEqual([
      'Conv',
      'BatchNormalization',
      'MaxPool',
      'LeakyRelu',
    ]);
  });

  test('not where the activation is used elsewhere, or falls', () => {
    const build = (slope: number, shared: boolean) => {
      const net = new NetworkParts([2, 4, 4]);
      const active = net.g.leakyRelu(net.input, slope);
      const pooled = net.g.maxPool(active, [2, 2]);
      return net.finish(shared ? { mu: pooled, logvar: active } : { mu: pooled });
    };
    expect(ops(poolFirst(build(0.1, false)))).toEqual(['MaxPool', 'LeakyRelu']);
    expect(ops(poolFirst(build(0.1, true)))).toEqual(['LeakyRelu', 'MaxPool']);
    expect(ops(poolFirst(build(-0.1, false)))).toEqual(['LeakyRelu', 'MaxPool']);
  });
});

import type { Network } from '@lookout/shared/onnx/network';
import { describe, expect, test } from 'vitest';
import { NetworkParts } from '../network/networks.fixture.ts';
import { type AllocationOptions, allocate, narrower } from './allocate.ts';
import { type ChannelMap, mapChannels } from './channel-map.ts';
import { MacCount } from './multiply-accumulates.ts';

/** 4 → 8 → 6 → 2, without biases: 32 + 48 + 12 multiply-accumulates. */
function denseChain(): Network {
  const net = new NetworkParts([4]);
  const { g } = net;
  const first = g.relu(g.gemm(net.input, net.weight('a.weight', [4, 8]), null));
  const second = g.relu(g.gemm(first, net.weight('b.weight', [8, 6]), null));
  return net.finish({ mu: g.gemm(second, net.weight('e.weight', [6, 2]), null) });
}

/** [2, 4, 4] → 40 → 24 channels by 1 × 1, then dense: 1,280 + 15,360 + 768. */
function imageChain(): Network {
  const net = new NetworkParts([2, 4, 4]);
  const { g } = net;
  const first = g.relu(g.conv(net.input, net.weight('c0', [40, 2, 1, 1]), null));
  const second = g.relu(g.conv(first, net.weight('c1', [24, 40, 1, 1]), null));
  const flat = g.reshape(second, [-1, 24 * 16]);
  return net.finish({ mu: g.gemm(flat, net.weight('e.weight', [384, 2]), null) });
}

interface Removal {
  readonly widths: readonly number[];
  readonly total: number;
  readonly removed: ReadonlySet<number>;
  readonly map: ChannelMap;
}

/** Importance by layer and place in it. */
function shrink(
  network: Network,
  options: Partial<AllocationOptions>,
  importance: (layer: number, place: number) => number,
  elementMacs = 0,
): Removal {
  const map = mapChannels(network);
  const count = new MacCount(network, map, elementMacs);
  const ranks = new Map(
    map.layers.flatMap(({ channels }, layer) =>
      channels.map((channel, place) => [channel, importance(layer, place)] as const),
    ),
  );
  const removed = allocate(map, ranks, count, {
    ...{ work: 0, leastShare: 0, leastChannels: 1 },
    ...options,
  });
  const widths = map.layers.map(
    ({ channels }) => channels.filter((channel) => !removed.has(channel)).length,
  );
  return { widths, total: count.work, removed, map };
}

describe('one channel at a time', () => {
  test.each<
    [string, Partial<AllocationOptions>, (layer: number, place: number) => number, number[]]
  >([
    ['a budget that is met removes nothing', { work: 92 }, () => 1, [8, 6]],
    // A channel of the first layer saves 4 + 6, one of the second 8 + 2: the earlier layer goes first ...
    ['of equal prices the earlier layer', { work: 91 }, () => 1, [7, 6]],
    // ... until the second saves more than what is left of it is worth.
    ['what matters least for what it saves', { work: 82 }, (layer) => [3, 1][layer] ?? 0, [8, 5]],
    ['a floor in channels', { leastChannels: 3 }, () => 1, [3, 3]],
    ['a floor in shares, rounded up', { leastShare: 0.4 }, () => 1, [4, 3]],
    ['a floor holds where the other layer matters', { work: 45 }, (layer) => 9 * layer, [3, 6]],
    ['as much as there is, where the budget cannot be met', {}, () => 1, [1, 1]],
    ['a channel without importance goes first', { work: 82 }, (layer, p) => layer + p, [7, 6]],
  ])('%s', (_, options, importance, widths) => {
    expect(shrink(denseChain(), options, importance).widths).toEqual(widths);
  });

  test('the least important of a layer go, wherever they stand', () => {
    const order = [5, 1, 4, 0, 7, 2, 6, 3];
    const options = { work: 62, leastChannels: 4 };
    const { removed, map } = shrink(denseChain(), options, (layer, place) =>
      layer === 0 ? (order[place] ?? 0) : 1_000,
    );
    const [first] = map.layers;
    expect(first?.channels.flatMap((channel, i) => (removed.has(channel) ? [i] : []))).toEqual([
      1, 3, 5,
    ]);
  });

  test('the budget is met with the last channel, not before and not after', () => {
    const { total } = shrink(denseChain(), { work: 60 }, () => 1);
    expect(total).toBeLessThanOrEqual(60);
    expect(total).toBeGreaterThan(60 - 10);
  });
});

describe('in widths that the kernels like', () => {
  test.each([
    [128, 16, 112],
    [51, 16, 48],
    [48, 16, 32],
    [17, 16, 16],
    [16, 16, 8],
    [11, 16, 8],
    [8, 16, 4],
    [1, 16, 0],
    [9, 1, 8],
    [1, 1, 0],
  ])('below %i comes, by %i, %i', (width, multiple, next) => {
    expect(narrower(width, multiple)).toBe(next);
  });

  const multipleOf = { conv2d: 16 };
  test.each<[string, Partial<AllocationOptions>, (layer: number) => number, number[]]>([
    ['a first step is down to a multiple', { work: 17_407 }, (layer) => 9 * layer, [32, 24]],
    ['then by whole ones', { work: 10_000 }, (layer) => 9 * layer, [16, 24]],
    ['and halves of it below', { work: 6_000 }, (layer) => 99 * layer, [8, 24]],
    ['a floor between two widths is not gone below', { leastChannels: 12 }, () => 1, [16, 16]],
    [
      'dense layers are of another kind',
      { multipleOf: { dense: 16 }, work: 17_407 },
      () => 1,
      [40, 23],
    ],
  ])('%s', (_, options, importance, widths) => {
    expect(shrink(imageChain(), { multipleOf, ...options }, importance).widths).toEqual(widths);
  });

  test('a step is worth what its channels are together', () => {
    // The second layer's eight cost less than the first's eight, though its least channel costs more.
    const importance = (layer: number, place: number) => [place < 4 ? 0 : 9, 1][layer] ?? 0;
    expect(shrink(imageChain(), { work: 17_407, multipleOf }, importance).widths).toEqual([40, 16]);
  });

  test('what is left of the budget gives back what was taken first', () => {
    // Eight of the first layer, which is not enough, and then eight of the second, which alone is.
    const importance = (layer: number, place: number) => [place < 8 ? 1 : 9, 1.9][layer] ?? 0;
    const first = shrink(imageChain(), { work: 14_100, multipleOf }, importance);
    expect(first.widths).toEqual([32, 24]);
    const second = shrink(imageChain(), { work: 13_000, multipleOf }, importance);
    expect(second.widths).toEqual([40, 16]);
    expect(second.total).toBeLessThanOrEqual(13_000);
    expect(second.removed.size).toBe(8);
  });
});

test('where numbers take long to put out, the layer that makes more of them is the cheaper one to cut', () => {
  // Of the first layer a channel saves 416, of the second 672; both put out 16 numbers for it.
  const importance = (layer: number) => [1, 1.5][layer] ?? 0;
  expect(shrink(imageChain(), { work: 17_000 }, importance).widths).toEqual([40, 23]);
  // Its 1,026 numbers make 120,008 of the 17,408.
  const dearer = shrink(imageChain(), { work: 119_000 }, importance, 100);
  expect(dearer.widths).toEqual([39, 24]);
});

test('a budget holds for the numbers put out too: half the products are not half the work', () => {
  // The second layer makes most of the products, the first most of the numbers.
  const importance = (layer: number) => [1, 1e-6][layer] ?? 0;
  const products = shrink(imageChain(), { work: 17_408 / 2 }, importance);
  expect(products.widths).toEqual([40, 11]);
  const work = shrink(imageChain(), { work: 83_072 / 2 }, importance, 64);
  expect(work.widths[0]).toBeLessThan(40);
  expect(work.total).toBeLessThanOrEqual(83_072 / 2);
  expect(work.total).toBeGreaterThan(83_072 / 2 - 2_000);
});

test('a budget of weights takes from where they are, after that of work is met', () => {
  // The dense layer's 768 weights hang on the second layer's channels, most of the work on both.
  const options = { work: 15_400, weights: 900 };
  const { widths, total } = shrink(imageChain(), options, () => 1);
  const [first = 0, second = 0] = widths;
  expect(2 * first + first * second + 32 * second).toBeLessThanOrEqual(900);
  expect(total).toBeLessThanOrEqual(15_400);
  expect(second).toBeLessThan(shrink(imageChain(), { work: 15_400 }, () => 1).widths[1] ?? 0);
});

test('thousands of channels take no longer than a moment', () => {
  const net = new NetworkParts([32]);
  const { g } = net;
  const widths = [32, 2048, 1000, 500];
  const top = widths.slice(1).reduce((x, width, i) => {
    return g.relu(g.gemm(x, net.weight(`w${i}.weight`, [widths[i] ?? 0, width]), null));
  }, net.input);
  const network = net.finish({ mu: g.gemm(top, net.weight('e.weight', [500, 30]), null) });
  const started = performance.now();
  const { removed } = shrink(
    network,
    { work: 1e4 },
    (layer, place) => 1 + ((7 * place) % (11 + layer)),
  );
  expect(removed.size).toBeGreaterThan(2_500);
  expect(performance.now() - started).toBeLessThan(5_000);
});

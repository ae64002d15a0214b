import { int, ints } from '@lookout/shared/onnx/attribute';
import type { Value } from '@lookout/shared/onnx/value';
import { describe, expect, test } from 'vitest';
import { NetworkParts } from '../network/networks.fixture.ts';
import { mapChannels } from './channel-map.ts';

type Build = (net: NetworkParts, made: Value) => Value;

/** Channels that may go, layer by layer: input → a layer of 6 → what is asked about → the output. */
function removable(shape: readonly number[], first: Build, middle: Build, last: Build): number[] {
  const net = new NetworkParts(shape);
  const output = last(net, middle(net, first(net, net.input)));
  const network = net.finish({ reconstruction: output });
  return mapChannels(network).layers.map(({ channels }) => channels.length);
}

const size = (value: Value) => Number(value.shape.at(-1));
const gemm =
  (name: string, to: number): Build =>
  (net, x) =>
    net.g.gemm(x, net.weight(`${name}.weight`, [size(x), to]), net.weight(`${name}.bias`, [to]));
const conv =
  (name: string, to: number, groups = 1): Build =>
  (net, x) => {
    const shape = [to, Number(x.shape[1]) / groups, ...x.shape.slice(2).map(() => 3)];
    const pads = x.shape.slice(2).flatMap(() => [1, 1]);
    return net.g.conv(x, net.weight(`${name}.weight`, shape), null, { pads, groups });
  };

describe('between dense layers', () => {
  test.each<[string, Build, number[]]>([
    ['an activation', ({ g }, x) => g.relu(x), [6]],
    ['a scalar', ({ g }, x) => g.mul(x, 3), [6]],
    ['a bias of its own', (net, x) => net.g.add(x, net.weight('own', [6])), [6]],
    ['a slope for each', (net, x) => net.g.op('PRelu', [x, net.weight('slope', [6])]), [6]],
    ['a constant for all', ({ g }, x) => g.add(x, g.constant(Float32Array.of(1), [1])), [6]],
    ['a way around', (net, x) => net.g.add(x, gemm('around', 6)(net, net.g.relu(x))), [6]],
    ['SiLU', ({ g }, x) => g.mul(x, g.sigmoid(x)), [6]],
    [
      'two layers side by side',
      (net, x) => net.g.concat([x, gemm('other', 3)(net, net.input)], 1),
      [6, 3],
    ],
    ['the input beside it', (net, x) => net.g.concat([x, net.input], 1), []],
    ['the input added', (net, x) => net.g.add(x, gemm('to4', 6)(net, net.input)), [6]],
    [
      'what no layer made added',
      (net, x) => net.g.add(x, net.g.softmax(gemm('soft', 6)(net, net.input))),
      [],
    ],
    ['what changes with its neighbours', ({ g }, x) => g.softmax(x), []],
    [
      'a norm over all of them',
      (net, x) => net.g.layerNorm(x, net.weight('scale', [6]), net.weight('bias', [6])),
      [],
    ],
    ['a part of them', ({ g }, x) => g.slice(x, 1, 0, 4), []],
    [
      'pairs of them',
      ({ g }, x) => g.reshape(g.transpose(g.reshape(x, [-1, 2, 3]), [0, 2, 1]), [-1, 6]),
      [2],
    ],
    ['an axis of 1', ({ g }, x) => g.squeeze(g.unsqueeze(x, [1]), [1]), [6]],
    [
      'nothing that it sums over',
      ({ g }, x) => g.op('Gemm', [x, g.transpose(x, [1, 0])], { transA: int(1), transB: int(1) }),
      [],
    ],
  ])('%s', (_, middle, layers) => {
    expect(removable([4], gemm('a', 6), middle, gemm('z', 2))).toEqual(layers);
  });
});

describe('between convolutions', () => {
  test.each<[string, Build, number[]]>([
    ['an activation', ({ g }, x) => g.leakyRelu(x, 0.1), [6]],
    ['pooling', ({ g }, x) => g.maxPool(x, [2, 2]), [6]],
    ['upsampling', ({ g }, x) => g.upsample(x, [1, 1, 2, 2]), [6]],
    [
      'normalization',
      (net, x) => {
        const own = (name: string) => net.positive(name, 6);
        return net.g.op('BatchNormalization', [x, ...['s', 'b', 'm', 'v'].map(own)]);
      },
      [6],
    ],
    ['a residual block', (net, x) => net.g.add(x, conv('block', 6)(net, x)), [6]],
    ['one filter for each', conv('depth', 6, 6), [6]],
    ['a filter for two of them', conv('pairs', 3, 3), []],
    [
      'a dense layer over the channels',
      (net, x) => {
        const { g } = net;
        const last = g.transpose(x, [0, 2, 3, 1]);
        return g.transpose(g.matmul(last, net.weight('mix', [6, 5])), [0, 3, 1, 2]);
      },
      [6, 5],
    ],
    ['filters for groups of them', conv('groups', 6, 2), []],
    [
      'the channels last and back',
      ({ g }, x) => g.transpose(g.transpose(x, [0, 2, 3, 1]), [0, 3, 1, 2]),
      [6],
    ],
    [
      'a weight for each of them',
      (net, x) => {
        const { g } = net;
        const squeezed = g.reshape(g.globalAveragePool(x), [-1, 6]);
        const gate = g.sigmoid(gemm('gate', 6)(net, squeezed));
        return g.mul(x, g.reshape(gate, [-1, 6, 1, 1]));
      },
      [6],
    ],
    [
      'a transposed one',
      (net, x) => net.g.convTranspose(x, net.weight('up', [6, 5, 2, 2]), null, { strides: [2, 2] }),
      [6, 5],
    ],
    [
      'what mixes rows and channels',
      ({ g }, x) => g.op('ReduceSum', [x, g.int64s([1])], { keepdims: int(1) }),
      [],
    ],
    [
      'space to depth',
      ({ g }, x) =>
        g.op('Transpose', [g.reshape(x, [-1, 6, 2, 2, 2, 2])], { perm: ints([0, 1, 3, 5, 2, 4]) }),
      [6],
    ],
  ])('%s', (name, middle, layers) => {
    const last: Build =
      name === 'space to depth'
        ? (net, x) => conv('z', 2)(net, net.g.reshape(x, [-1, 24, 2, 2]))
        : conv('z', 2);
    expect(removable([3, 4, 4], conv('c', 6), middle, last)).toEqual(layers);
  });

  test('flattened into a dense layer', () => {
    const flat: Build = (net, x) => gemm('z', 2)(net, net.g.reshape(x, [-1, 96]));
    expect(removable([3, 4, 4], conv('c', 6), (_, x) => x, flat)).toEqual([6]);
  });
});

test('what is given out keeps its channels', () => {
  expect(
    removable(
      [4],
      gemm('a', 6),
      (_, x) => x,
      ({ g }, x) => g.relu(x),
    ),
  ).toEqual([]);
});

import type { Network } from '@lookout/shared/onnx/network';
import { Random } from '@lookout/shared/simulator/random';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';
import { foldBatchNorms } from '../import/fold-batch-norm.ts';
import { optimizedOpCounts } from '../latency/optimized-op-counts.ts';
import { writeNetwork } from '../network/network-file.ts';
import {
  conv1dNetwork,
  conv2dNetwork,
  denseNetwork,
  largestGap,
  normalWindows,
  relativeGap,
  runNetwork,
} from '../network/networks.fixture.ts';
import { floatsOf } from '../tensors.ts';
import { calibrateRanges } from './calibrate.ts';
import { calibrationWindows } from './calibration-windows.ts';
import type { QdqOptions } from './plan-qdq.ts';
import { quantizeQdq } from './quantize-qdq.ts';
import type { Ranges } from './range.ts';

const networks = {
  dense: denseNetwork(),
  conv1d: conv1dNetwork(),
  conv2d: foldBatchNorms(conv2dNetwork()),
};
const ranges = new Map<Network, Ranges>();

async function quantized(network: Network, options: QdqOptions = {}): Promise<Network> {
  const { shape } = network.input;
  const windows = calibrationWindows(normalWindows(network, 64), shape, new Random(1));
  const known =
    ranges.get(network) ?? (await calibrateRanges(network, windows, { method: 'minmax' }));
  ranges.set(network, known);
  return quantizeQdq(network, known, options);
}

const layers = new Set(['Conv', 'ConvTranspose', 'Gemm', 'MatMul', 'FusedConv', 'FusedGemm']);
const floatLayers = (counts: Record<string, number>) =>
  Object.keys(counts).filter((op) => layers.has(op));

describe('what the runtime makes of it', () => {
  test.each([
    // in and out once each: the window, and μ, which is given out and decoded too
    ['dense', { QGemm: 7, QuantizeLinear: 1, DequantizeLinear: 1 }, []],
    // transposed convolutions have no kernel in eight bits
    ['conv1d', { QLinearConv: 2, QGemm: 3, QuantizeLinear: 1 }, ['ConvTranspose']],
    ['conv2d', { QLinearConv: 4, QGemm: 2, QLinearLeakyRelu: 2, QuantizeLinear: 1 }, []],
  ] as const)('%s: every layer is fused', async (name, fused, float) => {
    const counts = await optimizedOpCounts(writeNetwork(await quantized(networks[name])));
    expect(counts).toMatchObject(fused);
    expect(floatLayers(counts)).toEqual(float);
  });

  test('layers that are kept in float32 are the only ones', async () => {
    const network = networks.dense;
    const ends = new Set([1, network.nodes.findLastIndex(({ op }) => op === 'Gemm')]);
    expect(network.nodes[1]?.op).toBe('Gemm');
    const kept = await quantized(network, { keepFloat: ends });
    const counts = await optimizedOpCounts(writeNetwork(kept));
    expect(counts).toMatchObject({ QGemm: 5, Gemm: 2 });
    expect(Object.keys(kept.weights)).not.toContain('enc0.weight'); // int8 even so
  });
});

test('behind a layer in float32 it is rounded after the pooling', async () => {
  const network = networks.conv2d;
  const kept = await quantized(network, { keepFloat: new Set([0]) });
  expect(network.nodes[0]?.op).toBe('Conv');
  const rounding = kept.nodes.find(({ op }) => op === 'QuantizeLinear');
  const before = kept.nodes.find(({ outputs }) => outputs[0] === rounding?.inputs[0]);
  expect(before?.op).toBe('MaxPool');
  expect(await optimizedOpCounts(writeNetwork(kept))).toMatchObject({ QLinearConv: 3, QGemm: 2 });
});

describe.each(Object.entries(networks))('%s', (_, network) => {
  const windows = normalWindows(network, 32);

  test('says nearly the same', async () => {
    const exact = await runNetwork(network, windows);
    const rounded = await runNetwork(await quantized(network), windows);
    for (const [name, values] of Object.entries(exact)) {
      const gap = relativeGap(rounded[name], values);
      expect(gap, name).toBeLessThan(0.08);
      expect(gap, name).toBeGreaterThan(0);
    }
  });

  test('says on this CPU what its nodes say one by one', async () => {
    const rounded = await quantized(network);
    const session = await InferenceSession.create(writeNetwork(rounded), {
      graphOptimizationLevel: 'disabled',
    });
    const results = await session.run({
      input: new Tensor('float32', windows, [32, ...network.input.shape]),
    });
    await session.release();
    for (const [name, values] of Object.entries(await runNetwork(rounded, windows)))
      expect(relativeGap(values, floatsOf(results[name])), name).toBeLessThan(0.01);
  });
});

test('a bias far beyond the products is held all the same', async () => {
  const network = denseNetwork();
  network.weights['enc0.weight']?.data.fill(1e-9);
  network.weights['enc0.bias']?.data.fill(50);
  const windows = normalWindows(network, 16);
  const [exact, rounded] = [
    await runNetwork(network, windows),
    await runNetwork(await quantized(network), windows),
  ];
  expect(largestGap(rounded.mu, exact.mu)).toBeLessThan(0.05);
});

test('a value that is always the same is held, 0 too', async () => {
  const network = denseNetwork();
  network.weights['enc1.weight']?.data.fill(0);
  network.weights['enc1.bias']?.data.fill(0);
  const { mu } = await runNetwork(await quantized(network), normalWindows(network, 2));
  const bias = network.weights['mu.bias']?.data ?? new Float32Array();
  expect(largestGap(mu?.slice(0, 4), bias)).toBeLessThan(0.02);
});

test('what cannot be quantized is refused', async () => {
  const network = denseNetwork();
  expect(() => quantizeQdq(network, new Map())).toThrow(
    expect.objectContaining({ code: 'bad_range', message: '"window" was never observed' }),
  );
  const all = new Set(network.nodes.keys());
  await expect(quantized(network, { keepFloat: all })).rejects.toMatchObject({
    code: 'no_weights',
  });
});

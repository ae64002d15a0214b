import { describe, expect, test } from 'vitest';
import { checkDetectorModel } from '../bundle/check-detector.ts';
import { int, ints } from '../onnx/attribute.ts';
import type { Network, NetworkNode } from '../onnx/network.ts';
import { buildFrameGraph } from './frame-graph.ts';

const channel = (name: string) => ({
  ...{ name, unit: null, mean: 0.5, sd: 0.1, plausibleMin: 0, plausibleMax: 1 },
  stuckAfterRows: 10,
});
const node = (op: string, inputs: string[], output: string, attributes = {}): NetworkNode => ({
  ...{ op, inputs, outputs: [output], attributes },
});

/** The base encoder of arXiv 2409.00880 with weights of 0: what it asks for is the same. */
function paperEncoder(side: number): Network {
  const weights: Record<string, { shape: number[]; data: Float32Array }> = {};
  const weight = (name: string, ...shape: number[]) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    weights[name] = { shape, data: new Float32Array(size) };
    return name;
  };
  const nodes: NetworkNode[] = [];
  let x = 'x';
  [3, 128, 64, 32].forEach((from, i) => {
    const to = [128, 64, 32, 16][i] ?? 0;
    const parts = [x, weight(`w${i}`, to, from, 3, 3), weight(`b${i}`, to)];
    nodes.push(node('Conv', parts, `c${i}`, { pads: ints([1, 1, 1, 1]) }));
    nodes.push(node('LeakyRelu', [`c${i}`], `a${i}`));
    const pool = { kernel_shape: ints([2, 2]), strides: ints([2, 2]) };
    nodes.push(node('MaxPool', [`a${i}`], `p${i}`, pool));
    x = `p${i}`;
  });
  let features = 16 * (side / 16) ** 2;
  nodes.push(node('Reshape', [x, 'flat'], 'f'));
  const constants = { flat: { shape: [2], data: BigInt64Array.of(-1n, BigInt(features)) } };
  x = 'f';
  const gemm = (name: string, from: string, size: number) =>
    node('Gemm', [from, weight(`${name}.w`, features, size), weight(`${name}.b`, size)], name, {
      transB: int(0),
    });
  for (const [i, size] of [2048, 1000, 250].entries()) {
    nodes.push(gemm(`g${i}`, x, size));
    features = size;
    x = `g${i}`;
  }
  nodes.push(gemm('mu', x, 30), gemm('logvar', x, 30));
  const input = { name: 'x', shape: [3, side, side] };
  return { input, nodes, weights, constants, outputs: { mu: 'mu', logvar: 'logvar' } };
}

const graphOf = (side: number) => {
  const unit = { mean: 0.5, sd: 0.2 };
  return buildFrameGraph({
    ...{ size: { channels: 3, height: side, width: side }, scaling: [unit, unit, unit] },
    network: {
      ...{ network: paperEncoder(side), prewhitening: null, latent: 30, errorScale: [] },
      ...{ latents: [0, 1, 2], jointMean: { mean: [], precision: [] } },
    },
    ...{ statistic: 'latentKl', q99: 1, meanFall: 1 },
  });
};
const manifestOf = (side: number) => ({
  latent: 30,
  input: {
    ...{ kind: 'image' as const, height: side, width: side, periodMs: 1000 },
    channels: ['red', 'green', 'blue'].map(channel),
  },
});

describe("the paper's encoder", () => {
  test('of 224 by 224 may be loaded by a device', () => {
    const model = graphOf(224);
    expect(model.length).toBeGreaterThan(35e6);
    expect(() => checkDetectorModel(manifestOf(224), model)).not.toThrow();
  });

  test('of 1024 by 1024 asks for more than a device gives', () => {
    expect(() => checkDetectorModel(manifestOf(1024), graphOf(1024))).toThrow(
      expect.objectContaining({ code: 'model', message: expect.stringContaining('at most') }),
    );
  });
});

test('a statistic that the network does not give is no detector', () => {
  const size = { channels: 3, height: 32, width: 32 };
  const unit = { mean: 0.5, sd: 0.2 };
  const network = {
    ...{ network: paperEncoder(32), prewhitening: null, latent: 30, errorScale: [] },
    ...{ latents: [0], jointMean: { mean: [], precision: [] } },
  };
  const parts = { size, scaling: [unit, unit, unit], network, q99: 1, meanFall: 1 };
  expect(() => buildFrameGraph({ ...parts, statistic: 'reconstruction' })).toThrow(
    expect.objectContaining({ code: 'signature' }),
  );
});

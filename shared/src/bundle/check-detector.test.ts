import { describe, expect, test } from 'vitest';
import { statisticNames } from '../detector/detector-kind.ts';
import { buildDetectorGraph } from '../detector/score-graph.ts';
import { int } from '../onnx/attribute.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import { networkOf } from '../onnx/network-of.ts';
import { vaeParameters } from '../onnx/vae.ts';
import { checkDetectorModel } from './check-detector.ts';

const channel = {
  name: 'Pressure',
  unit: 'bar',
  mean: 0,
  sd: 1,
  plausibleMin: null,
  plausibleMax: null,
  stuckAfterRows: null,
};
const manifest = (windowLength: number, channels: number, latent: number) => ({
  latent,
  input: {
    kind: 'series' as const,
    windowLength,
    periodMs: 1000,
    channels: Array.from({ length: channels }, () => channel),
  },
});

function detector(windowLength: number, channels: number, latent: number) {
  const architecture = {
    kind: 'dense',
    windowLength: windowLength - 1,
    channels,
    hidden: [128, 64],
    latent,
    logVarianceBounds: [-8, 4],
  } as const;
  const weights = Object.fromEntries(
    vaeParameters(architecture).map(({ name, shape }) => {
      const size = shape.reduce((product, dim) => product * dim, 1);
      return [name, { shape, data: new Float32Array(size) }];
    }),
  );
  const network = networkOf({ architecture, weights });
  const score = {
    op: 'ReduceMax',
    inputs: [network.outputs.mu ?? '', 'axes'],
    outputs: ['ownScore'],
    attributes: { keepdims: int(0) },
  };
  const unit = Array.from({ length: channels }, () => 1);
  const square = Array.from({ length: channels ** 2 }, () => 0.1);
  return buildDetectorGraph({
    windowLength,
    scaling: unit.map((sd) => ({ mean: 0, sd })),
    network: {
      network: {
        ...network,
        nodes: [...network.nodes, score],
        constants: { ...network.constants, axes: { shape: [1], data: BigInt64Array.of(1n) } },
        outputs: { ...network.outputs, score: 'ownScore' },
      },
      latent: architecture.latent,
      prewhitening: { transition: square, scaling: unit.map((sd) => ({ mean: 0, sd })) },
      errorScale: unit,
      latents: [0],
      jointMean: {
        mean: [...unit, ...unit],
        precision: Array.from({ length: 4 * channels ** 2 }, () => 0.1),
      },
    },
    linear: {
      windowMean: { mean: unit, precision: square },
      var1: { transition: square, precision: square },
      pca: { variances: [1], axes: unit },
    },
    terms: statisticNames.map((statistic) => ({ statistic, q99: 1 })),
    meanFall: 1,
  });
}

describe('a detector of our own', () => {
  test.each([
    [10, 8, 8],
    [64, 52, 8],
    [2, 1, 1],
  ])('of %i rows, %i channels and %i latents passes', (windowLength, channels, latent) => {
    const model = detector(windowLength, channels, latent);
    expect(() => checkDetectorModel(manifest(windowLength, channels, latent), model)).not.toThrow();
  });

  test.each([
    ['another window length', manifest(12, 8, 8)],
    ['other channels', manifest(10, 7, 8)],
    ['another latent size', manifest(10, 8, 4)],
  ])('does not pass under a manifest of %s', (_, claimed) => {
    expect(() => checkDetectorModel(claimed, detector(10, 8, 8))).toThrow(
      expect.objectContaining({
        code: 'model',
        message: expect.stringContaining('expected float32'),
      }),
    );
  });
});

test('a truncated file is no detector', () => {
  const model = detector(10, 8, 8);
  expect(() => checkDetectorModel(manifest(10, 8, 8), model.subarray(0, 5000))).toThrow(
    expect.objectContaining({
      code: 'model',
      message: expect.stringContaining('not a whole ONNX file'),
    }),
  );
});

test('another model is no detector', () => {
  const g = new GraphBuilder();
  g.output(g.relu(g.input('x', 'float32', ['batch', 10, 8])), 'y');
  expect(() => checkDetectorModel(manifest(10, 8, 8), g.build())).toThrow(
    expect.objectContaining({ code: 'model', message: expect.stringContaining('"x"') }),
  );
});

describe('a detector of frames', () => {
  const input = {
    ...{ kind: 'image' as const, height: 16, width: 16, periodMs: 1000 },
    channels: ['red', 'green', 'blue'].map((name) => ({ ...channel, name })),
  };
  const model = (outputs: readonly string[]) => {
    const g = new GraphBuilder();
    const window = g.input('window', 'float32', ['batch', 3, 16, 16]);
    const means = g.reduceMean(window, [2, 3]);
    const all = {
      score: g.reduceMean(means, [1]),
      channelError: means,
      latentKl: means,
      reconstruction: g.relu(window),
    };
    for (const [name, value] of Object.entries(all))
      if (outputs.includes(name)) g.output(value, name);
    return g.build();
  };
  const needed = ['score', 'channelError', 'latentKl'];

  test.each([
    ['with', [...needed, 'reconstruction']],
    ['without', needed],
  ])('passes %s a reconstruction', (_, outputs) => {
    expect(() => checkDetectorModel({ input, latent: 3 }, model(outputs))).not.toThrow();
  });

  test('does not pass without a score', () => {
    const check = () => checkDetectorModel({ input, latent: 3 }, model(needed.slice(1)));
    expect(check).toThrow('expected score, channelError, latentKl');
  });
});

test('a detector of rows does not pass without a reconstruction', () => {
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', 10, 1]);
  const means = g.reduceMean(window, [1]);
  g.output(g.reduceMean(means, [1]), 'score');
  g.output(means, 'channelError');
  g.output(g.relu(means), 'latentKl');
  expect(() => checkDetectorModel(manifest(10, 1, 1), g.build())).toThrow(
    'expected score, channelError, latentKl, reconstruction',
  );
});

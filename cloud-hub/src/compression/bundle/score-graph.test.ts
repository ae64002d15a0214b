import { fitBaselines, scoreBaselines } from '@lookout/shared/detector/baseline/baselines';
import { type StatisticName, statisticNames } from '@lookout/shared/detector/detector-kind';
import type { Recording } from '@lookout/shared/detector/recording';
import { divisorOf, standardise } from '@lookout/shared/detector/scaling';
import { buildDetectorGraph, type DetectorParts } from '@lookout/shared/detector/score-graph';
import { gatherWindows, windowEnds } from '@lookout/shared/detector/windows';
import { int } from '@lookout/shared/onnx/attribute';
import { networkOf } from '@lookout/shared/onnx/network-of';
import { readModel } from '@lookout/shared/onnx/read';
import { vaeParameters } from '@lookout/shared/onnx/vae';
import { Random } from '@lookout/shared/simulator/random';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, test } from 'vitest';

const [windowLength, channels, latent] = [4, 3, 2];
const random = new Random(5);
const shownRows = windowLength - 1;
const architecture = {
  kind: 'dense' as const,
  windowLength: shownRows,
  channels,
  hidden: [],
  latent,
  logVarianceBounds: [-8, 4] as const,
};
const weights = Object.fromEntries(
  vaeParameters(architecture).map(({ name, shape }) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return [name, { shape, data: Float32Array.from({ length: size }, () => random.normal()) }];
  }),
);
const network = networkOf({ architecture, weights });
/** The network as one that also scores itself: by its largest μ. */
const scoring = {
  ...network,
  nodes: [
    ...network.nodes,
    {
      op: 'ReduceMax',
      inputs: [network.outputs.mu ?? '', 'axes'],
      outputs: ['ownScore'],
      attributes: { keepdims: int(0) },
    },
  ],
  constants: { ...network.constants, axes: { shape: [1], data: BigInt64Array.of(1n) } },
  outputs: { ...network.outputs, score: 'ownScore' },
};
const leastScore = -0.5;
const errorScale = [0.5, 2, 1];
const jointMean = {
  mean: Array.from({ length: 2 * channels }, () => random.normal()),
  precision: spd(2 * channels),
};
const prewhitening = {
  transition: Array.from({ length: channels ** 2 }, () => 0.3 * random.normal()),
  scaling: Array.from({ length: channels }, () => ({ mean: 0.1 * random.normal(), sd: 0.7 })),
};

/** A symmetric positive definite matrix, row-major. */
function spd(size: number): number[] {
  const root = Array.from({ length: size ** 2 }, () => random.normal());
  const row = (i: number) => root.slice(i * size, (i + 1) * size);
  return root.map((_, at) => {
    const [a, b] = [row(Math.floor(at / size)), row(at % size)];
    return a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0) + (at % (size + 1) ? 0 : 1);
  });
}

/** Three channels, two of which go together; the last never moves. */
function recordingOf(rows: number, shift = 0): Recording {
  const values = new Float64Array(rows * channels);
  for (let row = 0; row < rows; row++) {
    const x = random.normal();
    values.set([100 + 10 * x + shift, -5 + x + 0.1 * random.normal(), 3], row * channels);
  }
  const breakBefore = new Uint8Array(rows);
  breakBefore[0] = 1;
  return { rows, channels, values, breakBefore, labels: null };
}

const linear = fitBaselines([recordingOf(300)], windowLength);
const { scaling } = linear;
const recording = recordingOf(12, 25);
const ends = windowEnds(recording, windowLength);
const z = standardise(recording, scaling);
const zOf = (window: number) => z.subarray(window * channels, (window + windowLength) * channels);

const parts = (terms: DetectorParts['terms'], meanFall = 1): DetectorParts => ({
  windowLength,
  scaling,
  network: {
    network: scoring,
    latent,
    prewhitening,
    errorScale,
    latents: [1],
    jointMean,
    leastScore,
  },
  linear,
  terms,
  meanFall,
});

async function run(given: DetectorParts): Promise<Record<string, Float32Array>> {
  const session = await InferenceSession.create(buildDetectorGraph(given));
  const data = gatherWindows(recording, ends, windowLength);
  const results = await session.run({
    window: new Tensor(data, [ends.length, windowLength, channels]),
  });
  await session.release();
  return Object.fromEntries(
    Object.entries(results).map(([name, { data: values }]) => {
      if (!(values instanceof Float32Array)) throw new TypeError(`no ${name}`);
      return [name, values];
    }),
  );
}

const at = (name: string, i: number) => weights[name]?.data[i] ?? Number.NaN;
/** y = x·W + b, W [in, out]. */
const layer = (name: string, x: ArrayLike<number>, out: number) =>
  Array.from({ length: out }, (_, j) =>
    Array.from(x).reduce(
      (sum, value, i) => sum + value * at(`${name}.weight`, i * out + j),
      at(`${name}.bias`, j),
    ),
  );

/** The error of predicting each row from the one before, on its own scale. */
function shownOf(window: number): number[] {
  const rows = zOf(window);
  return Array.from({ length: shownRows * channels }, (_, i) => {
    const c = i % channels;
    const { mean, sd } = prewhitening.scaling[c] ?? { mean: 0, sd: 1 };
    return ((rows[i + channels] ?? 0) - predictedOf(rows, i) - mean) / sd;
  });
}

function predictedOf(rows: Float64Array, i: number): number {
  const [row, c] = [Math.floor(i / channels), i % channels];
  return Array.from({ length: channels }, (_, k) => k).reduce(
    (sum, k) =>
      sum + (rows[row * channels + k] ?? 0) * (prewhitening.transition[k * channels + c] ?? 0),
    0,
  );
}

/** The network's part of the definition, written out in float64. */
function networkByHand(window: number) {
  const shown = shownOf(window);
  const mu = layer('mu', shown, latent);
  const logvar = layer('logvar', shown, latent).map((x) => Math.min(4, Math.max(-8, x)));
  const back = layer('out', mu, shownRows * channels);
  const error = shown.map((x, i) => x - (back[i] ?? 0));
  const meanOf = (values: readonly number[], c: number) =>
    values.filter((_, i) => i % channels === c).reduce((sum, x) => sum + x, 0) / shownRows;
  const everyChannel = Array.from({ length: channels }, (_, c) => c);
  const squares = error.map((x) => x ** 2);
  const means = [
    ...everyChannel.map((c) => meanOf(shown, c)),
    ...everyChannel.map((c) => meanOf(error, c)),
  ].map((x, i) => x - (jointMean.mean[i] ?? 0));
  const kl = mu.map((m, k) => {
    const l = logvar[k] ?? 0;
    return 0.5 * (m ** 2 + Math.exp(l) - l - 1);
  });
  return {
    mu,
    errors: everyChannel.map((c) => meanOf(squares, c) / (errorScale[c] ?? 1)),
    kl,
    back,
    means,
  };
}

const baselines = scoreBaselines(linear, recording, ends);
function byHand(statistic: StatisticName, window: number): number {
  if (statistic === 'reconstruction')
    return networkByHand(window).errors.reduce((sum, error) => sum + error, 0);
  if (statistic === 'latentKl') return networkByHand(window).kl[1] ?? Number.NaN;
  if (statistic === 'modelScore')
    return Math.max(0, Math.max(...networkByHand(window).mu) - leastScore);
  if (statistic === 'networkMean') return jointDistance(networkByHand(window).means);
  return baselines[statistic][window] ?? Number.NaN;
}

/** vᵀPv */
function jointDistance(v: readonly number[]): number {
  return jointMean.precision.reduce(
    (sum, p, at) => sum + p * (v[Math.floor(at / v.length)] ?? 0) * (v[at % v.length] ?? 0),
    0,
  );
}

const near = (given: number | undefined, expected: number, limit = 2e-4) =>
  expect(Math.abs((given ?? Number.NaN) - expected) / Math.max(1, Math.abs(expected))).toBeLessThan(
    limit,
  );

test.each(statisticNames)('the graph computes %s as its definition does', async (statistic) => {
  const { score } = await run(parts([{ statistic, q99: 2 }]));
  ends.forEach((_, window) => {
    near(score?.[window], Math.log1p(byHand(statistic, window) / 2));
  });
});

test('several statistics are added on the scale of their own levels', async () => {
  const terms = statisticNames.map((statistic, i) => ({ statistic, q99: i + 1 }));
  const { score } = await run(parts(terms));
  ends.forEach((_, window) => {
    const logs = terms.map(({ statistic, q99 }) => Math.log1p(byHand(statistic, window) / q99));
    near(
      score?.[window],
      logs.reduce((sum, log) => sum + log, 0),
    );
  });
});

test('the KL of every latent and the reconstruction in engineering units are given out', async () => {
  const { latentKl, reconstruction } = await run(parts([{ statistic: 'reconstruction', q99: 1 }]));
  ends.forEach((_, window) => {
    const { kl, back } = networkByHand(window);
    for (const [k, value] of kl.entries()) near(latentKl?.[window * latent + k], value);
    const rows = zOf(window);
    const expected = back.map((value, i) => {
      const { mean, sd } = prewhitening.scaling[i % channels] ?? { mean: 0, sd: 1 };
      return value * sd + mean + predictedOf(rows, i);
    });
    for (const [i, value] of [...rows.subarray(0, channels), ...expected].entries()) {
      const scale = scaling[i % channels] ?? { mean: 0, sd: 1 };
      near(
        reconstruction?.[window * windowLength * channels + i],
        value * divisorOf(scale) + scale.mean,
      );
    }
  });
});

test('without a network there is one latent of 0, and no weights', async () => {
  const given = { ...parts([{ statistic: 'windowMean', q99: 1 }]), network: null };
  const { latentKl } = await run(given);
  expect(Array.from(latentKl ?? [])).toEqual(Array.from(ends, () => 0));
  await expect(run({ ...given, terms: [{ statistic: 'latentKl', q99: 1 }] })).rejects.toThrow(
    'the statistic latentKl needs a network',
  );
});

test('a VAR(1) that the network is shown the errors of is computed once', async () => {
  const whole = parts([{ statistic: 'var1', q99: 0.5 }]);
  const { transition } = linear.var1;
  const shared = {
    ...whole,
    network: whole.network && { ...whole.network, prewhitening: { ...prewhitening, transition } },
  };
  const products = (given: DetectorParts) =>
    readModel(buildDetectorGraph(given)).nodes.filter(({ op }) => op === 'MatMul').length;
  expect(products(shared)).toBe(products(whole) - 1);
  const [once, twice] = [await run(shared), await run(whole)];
  expect(once.score).toEqual(twice.score);
  expect(once.channelError).toEqual(twice.channelError);
});

describe('attribution', () => {
  /** Only the first channel was moved, so it alone explains nearly all of the score. */
  test.each(['windowMean', 'var1', 'pcaSpe', 'zmax'] as const)(
    '%s names the moved channel',
    async (statistic) => {
      const { channelError } = await run(parts([{ statistic, q99: 0.1 }]));
      ends.forEach((_, window) => {
        const errors = Array.from(
          channelError?.subarray(window * channels, (window + 1) * channels) ?? [],
        );
        expect(errors.indexOf(Math.max(...errors))).toBe(0);
      });
    },
  );

  test('is what the score falls by when the channel is put where the others say', async () => {
    const term = [{ statistic: 'windowMean', q99: 0.5 } as const];
    const { score, channelError, reconstruction } = await run(parts(term));
    const repaired = { ...recording, values: Float64Array.from(recording.values) };
    for (let row = 0; row < windowLength; row++)
      repaired.values[row * channels] = reconstruction?.[row * channels] ?? Number.NaN;
    const after = scoreBaselines(linear, repaired, Int32Array.of(windowLength - 1)).windowMean[0];
    near(channelError?.[0], (score?.[0] ?? 0) - Math.log1p((after ?? 0) / 0.5), 1e-3);
  });

  test('of the joint mean is what it falls by when both of a channel’s entries are put right', async () => {
    const { channelError } = await run(parts([{ statistic: 'networkMean', q99: 1e6 }]));
    const { means } = networkByHand(0);
    const fallOf = (channel: number) => {
      // Coordinate descent over the two entries finds the smallest distance.
      const moved = [...means];
      for (let step = 0; step < 500; step++)
        for (const i of [channel, channels + channel]) {
          const row = moved.map((_, j) => jointMean.precision[i * moved.length + j] ?? 0);
          const slope = row.reduce((sum, p, j) => sum + p * (moved[j] ?? 0), 0);
          moved[i] = (moved[i] ?? 0) - slope / (row[i] ?? 1);
        }
      return jointDistance(means) - jointDistance(moved);
    };
    for (let c = 0; c < channels; c++)
      expect((1e6 * (channelError?.[c] ?? 0)) / fallOf(c)).toBeCloseTo(1, 1);
  });

  test('is given against its mean on normal data', async () => {
    const term = [{ statistic: 'windowMean', q99: 0.5 } as const];
    const [whole, tenth] = [await run(parts(term)), await run(parts(term, 10))];
    near(tenth.channelError?.[0], (whole.channelError?.[0] ?? 0) / 10);
  });
});

import { buildDetectorGraph } from '@lookout/shared/detector/score-graph';
import { denseVaeParameters, type VaeWeights } from '@lookout/shared/onnx/vae';
import { Random } from '@lookout/shared/simulator/random';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, test } from 'vitest';

const [windowLength, channels, latent] = [3, 2, 2];
const random = new Random(5);
const architecture = {
  kind: 'dense' as const,
  windowLength,
  channels,
  hidden: [],
  latent,
  logVarianceBounds: [-8, 4] as const,
};
const weights = Object.fromEntries(
  denseVaeParameters(architecture).map(({ name, shape }) => {
    const size = shape.reduce((product, dim) => product * dim, 1);
    return [name, { shape, data: Float32Array.from({ length: size }, () => random.normal()) }];
  }),
);
const vae: VaeWeights = { architecture, weights };
const scaling = [
  { mean: 100, sd: 10 },
  { mean: -5, sd: 0 },
];
const divisors = [10, 0.05];
const errorScale = [0.5, 2];
const reconstructionQ99 = 3;

const at = (name: string, i: number) => weights[name]?.data[i] ?? Number.NaN;
/** y = x·W + b, W [in, out]. */
const layer = (name: string, x: readonly number[], out: number) =>
  Array.from({ length: out }, (_, j) =>
    x.reduce(
      (sum, value, i) => sum + value * at(`${name}.weight`, i * out + j),
      at(`${name}.bias`, j),
    ),
  );

/** The definition, written out in float64. */
function byHand(window: readonly number[]) {
  const size = windowLength * channels;
  const clip = (x: number, low: number, high: number) => Math.min(high, Math.max(low, x));
  const z = window.map((x, i) =>
    clip((x - (scaling[i % 2]?.mean ?? 0)) / (divisors[i % 2] ?? 1), -50, 50),
  );
  const mu = layer('mu', z, latent);
  const logvar = layer('logvar', z, latent).map((x) => clip(x, -8, 4));
  const back = layer('out', mu, size);
  const channelError = [0, 1].map((c) => {
    const squares = z.map((x, i) => (i % channels === c ? (x - (back[i] ?? 0)) ** 2 : 0));
    return squares.reduce((sum, x) => sum + x, 0) / windowLength / (errorScale[c] ?? 1);
  });
  const recn = channelError.reduce((sum, x) => sum + x, 0);
  return {
    score: [Math.log(1 + recn / reconstructionQ99)],
    channelError,
    latentKl: mu.map((m, k) => {
      const l = logvar[k] ?? 0;
      return 0.5 * (m ** 2 + Math.exp(l) - l - 1);
    }),
    reconstruction: back.map((y, i) => y * (divisors[i % 2] ?? 1) + (scaling[i % 2]?.mean ?? 0)),
  };
}

test.each([
  ['near the mean', [101, -5.01, 95, -5, 108, -4.98]],
  ['beyond the clip', [1e6, -5, -1e6, 7, 100, -5]],
])('the graph computes what the definition says: %s', async (_, window) => {
  const session = await InferenceSession.create(
    buildDetectorGraph({ scaling, vae, errorScale, reconstructionQ99 }),
  );
  const batch = Float32Array.from([...window, ...window]);
  const results = await session.run({ window: new Tensor(batch, [2, windowLength, channels]) });
  await session.release();
  for (const [name, expected] of Object.entries(byHand(window))) {
    const data = results[name]?.data;
    if (!(data instanceof Float32Array)) throw new TypeError(`no ${name}`);
    expect(data).toHaveLength(2 * expected.length);
    expected.forEach((value, i) => {
      expect(Math.abs((data[i] ?? 0) - value) / Math.max(1, Math.abs(value))).toBeLessThan(1e-4);
    });
  }
});

import { readFileSync } from 'node:fs';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';
import { z } from 'zod';
import type { Objective } from './objective.ts';
import { klSum, vaeObjective, vaeTerms } from './vae-objective.ts';

const Numbers = z.object({ shape: z.array(z.int()), data: z.array(z.number()) });
const Pass = z.object({
  loss: z.number(),
  reconstruction: z.number(),
  kl: z.number(),
  /** Row-major, in the shape of the weight. */
  grad: z.record(z.string(), z.array(z.number())),
});
const Case = z.object({
  kind: z.enum(['mlp', 'conv1d', 'conv2d']),
  beta: z.number(),
  batch: z.int(),
  latent: z.int(),
  x: Numbers,
  eps: Numbers,
  weights: z.record(z.string(), Numbers),
  fp32: Pass,
  qat: Pass,
  adamLoss: z.array(z.number()),
});
export type GoldenCase = z.infer<typeof Case>;

/** Losses, gradients and 50 Adam steps of three small VAEs, computed by PyTorch in float64. */
export function goldenCase(kind: GoldenCase['kind']): GoldenCase {
  const file = new URL('../../../../test/support/golden/vae-gradients.json', import.meta.url);
  const { cases } = z
    .object({ cases: z.array(Case) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const found = cases.find((one) => one.kind === kind);
  if (!found) throw new Error(`no golden case ${kind}`);
  return found;
}

/** ‖actual − expected‖ / ‖expected‖ */
export function relativeError(actual: ArrayLike<number>, expected: readonly number[]): number {
  let difference = 0;
  let size = 0;
  expected.forEach((value, i) => {
    difference += ((actual[i] ?? Number.NaN) - value) ** 2;
    size += value ** 2;
  });
  return Math.sqrt(difference / size);
}

/** The networks behind the golden numbers, as an objective. Graph inputs: `window`, `noise`, `klWeight`. */
export function goldenObjective(golden: GoldenCase): Objective {
  const { batch, x, latent, weights } = golden;
  if (golden.kind === 'mlp') {
    const [, windowLength = 0] = x.shape;
    const hidden = [16, 10];
    const sizes = { windowLength, channels: 1, hidden, latent, logVarianceBounds: null };
    return vaeObjective({ kind: 'dense', ...sizes }, batch, { kind: 'beta' });
  }
  return {
    parameters: Object.entries(weights).map(([name, { shape }]) => ({
      name,
      shape,
      ...(shape.length > 1 ? { outputAxis: name.startsWith('conv') ? 0 : 1 } : {}),
    })),
    append(g, weight) {
      const window = g.input('window', 'float32', x.shape);
      const noise = g.input('noise', 'float32', [batch, latent]);
      const klWeight = g.input('klWeight', 'float32', []);
      const { mu, logvar, reconstruction } = convVae(g, window, noise, weight);
      const error = g.reduceSum(g.square(g.sub(window, reconstruction)));
      const kl = klSum(g, { mu, logvar });
      return vaeTerms(g, g.div(error, batch), g.div(kl, batch), klWeight);
    },
  };
}

/** Two convolutions of stride 2 down, two transposed ones up; x [batch, channels, *spatial]. */
function convVae(g: GraphBuilder, x: Value, noise: Value, weight: (name: string) => Value) {
  const spatial = x.shape.slice(2);
  const even = (pad: number) => ({
    strides: spatial.map(() => 2),
    pads: [...spatial, ...spatial].map(() => pad),
  });
  const [, , kernel] = weight('conv0.weight').shape;
  const same = even((Number(kernel) - 1) / 2);
  const dense = (name: string, y: Value) =>
    g.gemm(y, weight(`${name}.weight`), weight(`${name}.bias`));
  const conv = (name: string, y: Value) =>
    g.conv(y, weight(`${name}.weight`), weight(`${name}.bias`), same);
  const deconv = (name: string, y: Value) =>
    g.convTranspose(y, weight(`${name}.weight`), weight(`${name}.bias`), even(1));

  const top = g.relu(conv('conv1', g.relu(conv('conv0', x))));
  const features = g.reshape(top, [0, -1]);
  const mu = dense('mu', features);
  const logvar = dense('logvar', features);
  const z = g.add(mu, g.mul(g.exp(g.mul(logvar, 0.5)), noise));
  const lifted = g.reshape(g.relu(dense('dec0', z)), top.shape.map(Number));
  const reconstruction = deconv('deconv1', g.relu(deconv('deconv0', lifted)));
  return { mu, logvar, reconstruction };
}

import { readFileSync } from 'node:fs';
import { z } from 'zod';

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
  const file = new URL('../../../test/support/golden/vae-gradients.json', import.meta.url);
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

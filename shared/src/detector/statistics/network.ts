import type { GraphBuilder } from '../../onnx/graph.ts';
import type { VaeOutputs } from '../../onnx/vae.ts';
import type { Value } from '../../onnx/value.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/** Σ_c e_c/ē_c: the window's squared error by channel, each against its mean on normal data. */
export function appendReconstruction(
  g: GraphBuilder,
  { value: window, channels }: ScaledWindow,
  { reconstruction }: VaeOutputs,
  errorScale: readonly number[],
): Statistic {
  const scale = g.constant(Float32Array.from(errorScale), [channels]);
  const squaredError = g.square(g.sub(window, reconstruction));
  const contribution = g.div(g.reduceMean(squaredError, [1]), scale); // [batch, channels]
  return { value: g.reduceSum(contribution, [1]), contribution, expected: reconstruction };
}

/**
 * Σ of the chosen latents' KL to the prior. A latent belongs to no channel: the reconstruction's errors
 * say which one it is about.
 */
export function appendLatentKl(
  g: GraphBuilder,
  kl: Value, // [batch, latent]
  latents: readonly number[],
  error: Statistic,
): Statistic {
  const chosen = g.gather(kl, g.int64s(latents), 1);
  const value = g.reduceSum(chosen, [1]);
  const share = g.div(error.contribution, g.unsqueeze(g.add(error.value, 1e-6), [1]));
  return {
    value,
    contribution: g.mul(share, g.unsqueeze(value, [1])),
    expected: error.expected,
  };
}

/** ½ (μ² + σ² - ln σ² - 1) of every latent: [batch, latent]. */
export function klTerms(g: GraphBuilder, { mu, logvar }: VaeOutputs): Value {
  const square = g.add(g.square(mu), g.exp(logvar));
  return g.mul(g.sub(g.sub(square, logvar), 1), 0.5);
}

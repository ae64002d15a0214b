import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { NetworkValues } from '@lookout/shared/onnx/network';
import type { Value } from '@lookout/shared/onnx/value';

/** Mean squared error of each position of the last axis (channels) on normal windows; null counts all alike. */
export type ErrorScale = Float32Array | null;

/**
 * What detection sees of a network, on a logarithmic scale, [batch] each: the reconstruction error
 * Σ_c e_c/ē_c, the KL to the prior over all latents, or the model's own score.
 */
export interface DetectionScores {
  readonly reconstruction?: Value;
  readonly kl?: Value;
  readonly score?: Value;
}

const tiny = 1e-6;

export function appendDetectionScores(
  g: GraphBuilder,
  input: Value,
  { reconstruction, mu, logvar, score }: NetworkValues,
  errorScale: ErrorScale,
): DetectionScores {
  const log = (value: Value) => g.log(g.add(value, tiny));
  return {
    ...(reconstruction && { reconstruction: log(errorOf(g, input, reconstruction, errorScale)) }),
    ...(mu && logvar && { kl: log(klOf(g, mu, logvar)) }),
    ...(score && { score: log(g.abs(g.reshape(score, [-1]))) }),
  };
}

function errorOf(g: GraphBuilder, input: Value, output: Value, scale: ErrorScale): Value {
  const error = g.square(g.sub(input, output));
  const axes = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const rank = error.shape.length;
  if (!scale) return g.reduceMean(error, axes(1, rank));
  const perChannel = g.reduceMean(error, axes(1, rank - 1)); // [batch, channels]
  const weighed = g.div(perChannel, g.constant(scale, [scale.length]));
  return g.reduceMean(weighed, [1]);
}

/** ½ Σ (μ² + σ² - ln σ² - 1) */
function klOf(g: GraphBuilder, mu: Value, logvar: Value): Value {
  const terms = g.sub(g.sub(g.add(g.square(mu), g.exp(logvar)), logvar), 1);
  return g.mul(g.reduceSum(terms, [1]), 0.5);
}

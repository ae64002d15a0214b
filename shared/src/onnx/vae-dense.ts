import type { GraphBuilder } from './graph.ts';
import type { ParameterSpec, VaeOutputs } from './vae.ts';
import { dense, latentOutputs } from './vae-layers.ts';
import type { Value } from './value.ts';

/** A fully connected VAE over flattened windows, ReLU between its layers. */
export interface DenseVaeArchitecture {
  readonly kind: 'dense';
  readonly windowLength: number;
  readonly channels: number;
  /** Widths of the encoder's layers; the decoder mirrors them. */
  readonly hidden: readonly number[];
  readonly latent: number;
  /** log σ² of the latent is clipped to these bounds; null leaves it free. */
  readonly logVarianceBounds: readonly [number, number] | null;
}

export function denseVaeParameters(architecture: DenseVaeArchitecture): ParameterSpec[] {
  const { hidden, latent } = architecture;
  const size = architecture.windowLength * architecture.channels;
  const encoder = [size, ...hidden];
  const decoder = [latent, ...hidden.toReversed()];
  const top = encoder.at(-1) ?? size;
  return [
    ...chain('enc', encoder),
    ...dense('mu', top, latent),
    ...dense('logvar', top, latent),
    ...chain('dec', decoder),
    ...dense('out', decoder.at(-1) ?? latent, size),
  ];
}

export function denseVae(
  g: GraphBuilder,
  window: Value,
  architecture: DenseVaeArchitecture,
  weight: (name: string) => Value,
  noise?: Value,
): VaeOutputs {
  const { windowLength, channels, hidden, logVarianceBounds } = architecture;
  const layer = (name: string, x: Value) =>
    g.gemm(x, weight(`${name}.weight`), weight(`${name}.bias`));
  const stack = (part: string, x: Value) =>
    hidden.reduce((y, _, i) => g.relu(layer(`${part}${i}`, y)), x);

  const features = stack('enc', g.reshape(window, [-1, windowLength * channels]));
  const { mu, logvar, z } = latentOutputs(g, features, logVarianceBounds, weight, noise);
  const flat = layer('out', stack('dec', z));
  return { reconstruction: g.reshape(flat, [-1, windowLength, channels]), mu, logvar };
}

function chain(part: string, widths: readonly number[]): ParameterSpec[] {
  return widths.slice(1).flatMap((out, i) => dense(`${part}${i}`, widths[i] ?? out, out));
}

import { OnnxError } from './error.ts';
import type { GraphBuilder } from './graph.ts';
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

/** Row-major; dense weights are [in, out] (y = x·W + b). */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface VaeWeights {
  readonly architecture: DenseVaeArchitecture;
  /** By the names of `denseVaeParameters`. */
  readonly weights: Readonly<Record<string, Weight>>;
}

export interface VaeOutputs {
  /** In the shape and scale of the window that went in. */
  readonly reconstruction: Value; // [batch, windowLength, channels]
  readonly mu: Value; // [batch, latent]
  readonly logvar: Value; // [batch, latent]
}

export interface ParameterSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** Which axis of a weight counts the layer's outputs; a bias has none. */
  readonly outputAxis?: number;
}

/** Every trained tensor of the network, in the order in which the layers use them. */
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

/**
 * The network on `window` [batch, windowLength, channels], scaled. Trainer and bundle share it: `weight`
 * supplies each tensor as a slice of the trained vector or as a constant. z = μ + σ·noise; without
 * `noise` z = μ, which is how windows are scored.
 */
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
  const mu = layer('mu', features);
  const free = layer('logvar', features);
  const logvar = logVarianceBounds ? g.clip(free, ...logVarianceBounds) : free;
  const z = noise ? g.add(mu, g.mul(g.exp(g.mul(logvar, 0.5)), noise)) : mu;
  const flat = layer('out', stack('dec', z));
  return { reconstruction: g.reshape(flat, [-1, windowLength, channels]), mu, logvar };
}

/**
 * Adds a trained VAE to an inference graph (z = μ).
 * @param scaledWindow [batch, windowLength, channels]
 * @throws OnnxError 'signature' where a weight is missing or has another shape
 */
export function appendVae(g: GraphBuilder, scaledWindow: Value, vae: VaeWeights): VaeOutputs {
  const specs = new Map(denseVaeParameters(vae.architecture).map((spec) => [spec.name, spec]));
  return denseVae(g, scaledWindow, vae.architecture, (name) => {
    const weight = vae.weights[name];
    const shape = specs.get(name)?.shape;
    if (!weight || shape?.join() !== weight.shape.join()) {
      throw new OnnxError('signature', `weight "${name}" is missing or not of shape [${shape}]`);
    }
    return g.constant(weight.data, weight.shape, name);
  });
}

function chain(part: string, widths: readonly number[]): ParameterSpec[] {
  return widths.slice(1).flatMap((out, i) => dense(`${part}${i}`, widths[i] ?? out, out));
}

function dense(name: string, from: number, to: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [from, to], outputAxis: 1 },
    { name: `${name}.bias`, shape: [to] },
  ];
}

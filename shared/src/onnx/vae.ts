import { OnnxError } from './error.ts';
import type { GraphBuilder } from './graph.ts';
import { type Conv1dVaeArchitecture, conv1dVae, conv1dVaeParameters } from './vae-conv1d.ts';
import { type DenseVaeArchitecture, denseVae, denseVaeParameters } from './vae-dense.ts';
import type { Value } from './value.ts';

/** The networks that Lookout trains from nothing. */
export type VaeArchitecture = DenseVaeArchitecture | Conv1dVaeArchitecture;

/** Row-major; dense weights are [in, out] (y = x·W + b). */
export interface Weight {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface VaeWeights {
  readonly architecture: VaeArchitecture;
  /** By the names of `vaeParameters`. */
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
export const vaeParameters = (architecture: VaeArchitecture): ParameterSpec[] =>
  architecture.kind === 'dense'
    ? denseVaeParameters(architecture)
    : conv1dVaeParameters(architecture);

/**
 * The network on `window` [batch, windowLength, channels], scaled. Trainer and bundle share it: `weight`
 * supplies each tensor as a slice of the trained vector or as a constant. z = μ + σ·noise; without
 * `noise` z = μ, which is how windows are scored.
 */
export const appendVae = (
  g: GraphBuilder,
  window: Value,
  architecture: VaeArchitecture,
  weight: (name: string) => Value,
  noise?: Value,
): VaeOutputs =>
  architecture.kind === 'dense'
    ? denseVae(g, window, architecture, weight, noise)
    : conv1dVae(g, window, architecture, weight, noise);

/**
 * The tensor of this name, for a network that is no longer trained.
 * @throws OnnxError 'signature' where it is missing or has another shape
 */
export function trainedWeight({ architecture, weights }: VaeWeights, name: string): Weight {
  const shape = vaeParameters(architecture).find((spec) => spec.name === name)?.shape;
  const weight = weights[name];
  if (!weight || shape?.join() !== weight.shape.join()) {
    throw new OnnxError('signature', `weight "${name}" is missing or not of shape [${shape}]`);
  }
  return weight;
}

import type { GraphBuilder } from './graph.ts';
import type { ParameterSpec, VaeOutputs } from './vae.ts';
import type { Value } from './value.ts';

/** y = x·W + b: weights are [in, out]. */
export function dense(name: string, from: number, to: number): ParameterSpec[] {
  return [
    { name: `${name}.weight`, shape: [from, to], outputAxis: 1 },
    { name: `${name}.bias`, shape: [to] },
  ];
}

/**
 * The two heads of an encoder and what the decoder is given: z = μ + σ·noise, or μ without noise.
 * features [batch, n] → [batch, latent] each
 */
export function latentOutputs(
  g: GraphBuilder,
  features: Value,
  logVarianceBounds: readonly [number, number] | null,
  weight: (name: string) => Value,
  noise?: Value,
): Pick<VaeOutputs, 'mu' | 'logvar'> & { readonly z: Value } {
  const mu = g.gemm(features, weight('mu.weight'), weight('mu.bias'));
  const free = g.gemm(features, weight('logvar.weight'), weight('logvar.bias'));
  const logvar = logVarianceBounds ? g.clip(free, ...logVarianceBounds) : free;
  const z = noise ? g.add(mu, g.mul(g.exp(g.mul(logvar, 0.5)), noise)) : mu;
  return { mu, logvar, z };
}

import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';

/** Kingma & Ba 2015, algorithm 1. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;

/** All parameters as one vector, and Adam's two moments of it. */
export interface AdamState {
  readonly parameters: Value; // [n]
  readonly firstMoment: Value; // [n]
  readonly secondMoment: Value; // [n]
}

/** One number each, new for every step. */
export interface AdamRates {
  readonly learningRate: Value;
  /** 1 / (1 - β1^t) and 1 / (1 - β2^t) for the t-th step, t from 1. */
  readonly firstCorrection: Value;
  readonly secondCorrection: Value;
}

export function biasCorrections(step: number): { first: number; second: number } {
  return { first: 1 / (1 - ADAM.beta1 ** step), second: 1 / (1 - ADAM.beta2 ** step) };
}

export function appendAdam(
  g: GraphBuilder,
  state: AdamState,
  gradient: Value, // [n]
  rates: AdamRates,
): AdamState {
  const { beta1, beta2, epsilon } = ADAM;
  const firstMoment = g.add(g.mul(state.firstMoment, beta1), g.mul(gradient, 1 - beta1));
  const secondMoment = g.add(
    g.mul(state.secondMoment, beta2),
    g.mul(g.square(gradient), 1 - beta2),
  );
  const spread = g.add(g.sqrt(g.mul(secondMoment, rates.secondCorrection)), epsilon);
  const direction = g.div(g.mul(firstMoment, rates.firstCorrection), spread);
  const parameters = g.sub(state.parameters, g.mul(direction, rates.learningRate));
  return { parameters, firstMoment, secondMoment };
}

/** Shortens the gradient [n] to at most `maxNorm` (L2), keeping its direction. */
export function clipByNorm(g: GraphBuilder, gradient: Value, maxNorm: number): Value {
  const norm = g.sqrt(g.reduceSum(g.square(gradient)));
  return g.mul(gradient, g.div(maxNorm, g.max(norm, maxNorm)));
}

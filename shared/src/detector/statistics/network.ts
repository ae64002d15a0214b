import { OnnxError } from '../../onnx/error.ts';
import type { GraphBuilder } from '../../onnx/graph.ts';
import {
  appendNetwork as appendNodes,
  type Network,
  type NetworkOutput,
  type NetworkValues,
  networkOutputs,
} from '../../onnx/network.ts';
import type { Value } from '../../onnx/value.ts';
import type { WindowMean } from '../baseline/window-mean.ts';
import { appendJointMean } from './joint-mean.ts';
import { appendPrewhitening, type Prewhitening } from './prewhiten.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';
import type { Steps } from './steps.ts';

/** A trained network with what its outputs are like on the windows that it was fitted to. */
export interface FittedNetwork {
  /** Null shows the network the scaled rows themselves. */
  readonly prewhitening: Prewhitening | null;
  /** With prewhitening, of windows one row shorter than the detector's. */
  readonly network: Network;
  /** Columns of the KL; 1 where the network has no latent. */
  readonly latent: number;
  /** Mean squared error of each channel; empty where the network gives no reconstruction, as is `jointMean`. */
  readonly errorScale: readonly number[];
  /** Numbers of the latents whose KL is looked at. */
  readonly latents: readonly number[];
  /** Of the window means of what it was shown and of its error, side by side: [2 · channels]. */
  readonly jointMean: WindowMean;
  /** Of a network with a score of its own: the least that it gave. */
  readonly leastScore?: number;
}

/** Names in a bundle's graph by which its network is found again. */
export const networkBoundary = {
  input: 'network.input',
  reconstruction: 'network.reconstruction',
  mu: 'network.mu',
  logvar: 'network.logvar',
  score: 'network.score',
} as const;

/** What a network gives of what it is shown; what it does not give is null. */
export interface ShownNetwork {
  readonly shown: Value; // [batch, windowLength or one less, channels], or [batch, channels, height, width]
  readonly back: {
    readonly error: Value; // in the same shape
    readonly expected: Value; // in the shape of the window, scaled
  } | null;
  readonly latent: {
    readonly mu: Value; // [batch, latent]
    readonly kl: Value; // [batch, latent]
  } | null;
  readonly score: Value | null; // [batch]
}

export interface AppendedNetwork extends ShownNetwork {
  readonly fitted: FittedNetwork;
  /** Of the prewhitening; null without. */
  readonly steps: Steps | null;
}

/** Prewhitening and network (z = μ); the network's statistics share them. */
export function appendNetwork(
  g: GraphBuilder,
  window: ScaledWindow,
  fitted: FittedNetwork,
): AppendedNetwork {
  const { value, steps, restore } = fitted.prewhitening
    ? appendPrewhitening(g, window, fitted.prewhitening)
    : { value: window.value, steps: null, restore: (rows: Value) => rows };
  return { fitted, steps, ...appendShown(g, fitted.network, value, restore) };
}

/** The network by itself. @param restore from what it reconstructs to the scaled window */
export function appendShown(
  g: GraphBuilder,
  network: Network,
  scaled: Value,
  restore = (reconstruction: Value) => reconstruction,
): ShownNetwork {
  const shown = g.named(scaled, networkBoundary.input);
  const outputs = namedOutputs(g, appendNodes(g, network, shown));
  const { reconstruction, mu, logvar, score } = outputs;
  return {
    shown,
    back: reconstruction
      ? { error: g.sub(shown, reconstruction), expected: restore(reconstruction) }
      : null,
    latent: mu && logvar ? { mu, kl: klTerms(g, mu, logvar) } : null,
    score: score ?? null,
  };
}

function namedOutputs(g: GraphBuilder, values: NetworkValues): NetworkValues {
  const named: Partial<Record<NetworkOutput, Value>> = {};
  for (const output of networkOutputs) {
    const value = values[output];
    if (value) named[output] = g.named(value, networkBoundary[output]);
  }
  return named;
}

/** @throws OnnxError 'signature' */
export function givenBy<T>(part: T | null, what: string): T {
  if (part === null) throw new OnnxError('signature', `the network gives no ${what}`);
  return part;
}

/** Σ_c e_c/ē_c: the window's squared error by channel, each against its mean on normal data. */
export function appendReconstruction(g: GraphBuilder, network: AppendedNetwork): Statistic {
  const { errorScale } = network.fitted;
  const scale = g.constant(Float32Array.from(errorScale), [errorScale.length]);
  const contribution = g.div(squaredError(g, network), scale);
  const value = g.reduceSum(contribution, [1]);
  return { value, contribution, expected: backOf(network).expected };
}

const backOf = ({ back }: AppendedNetwork) => givenBy(back, 'reconstruction');

/** Mean over the rows: [batch, channels]. */
export const squaredError = (g: GraphBuilder, network: AppendedNetwork): Value =>
  g.reduceMean(g.square(backOf(network).error), [1]);

export function appendNetworkMean(g: GraphBuilder, network: AppendedNetwork): Statistic {
  const { error, expected } = backOf(network);
  return { ...appendJointMean(g, network.shown, error, network.fitted.jointMean), expected };
}

/**
 * Σ of the chosen latents' KL to the prior. A latent belongs to no channel: the reconstruction's errors
 * say which one it is about.
 */
export function appendLatentKl(g: GraphBuilder, network: AppendedNetwork): Statistic {
  const error = appendReconstruction(g, network);
  const { kl } = givenBy(network.latent, 'mu and logvar');
  const chosen = g.gather(kl, g.int64s(network.fitted.latents), 1);
  const value = g.reduceSum(chosen, [1]);
  const share = g.div(error.contribution, g.unsqueeze(g.add(error.value, 1e-6), [1]));
  return {
    value,
    contribution: g.mul(share, g.unsqueeze(value, [1])),
    expected: error.expected,
  };
}

/** ½ (μ² + σ² - ln σ² - 1) of every latent: [batch, latent]. */
function klTerms(g: GraphBuilder, mu: Value, logvar: Value): Value {
  const square = g.add(g.square(mu), g.exp(logvar));
  return g.mul(g.sub(g.sub(square, logvar), 1), 0.5);
}

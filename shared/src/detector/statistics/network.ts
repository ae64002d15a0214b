import { OnnxError } from '../../onnx/error.ts';
import type { GraphBuilder } from '../../onnx/graph.ts';
import {
  appendNetwork as appendNodes,
  type Network,
  type NetworkValues,
} from '../../onnx/network.ts';
import type { VaeOutputs } from '../../onnx/vae.ts';
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
  readonly latent: number;
  /** Mean squared error of each channel. */
  readonly errorScale: readonly number[];
  /** Numbers of the latents whose KL is looked at. */
  readonly latents: readonly number[];
  /** Of the window means of what it was shown and of its error, side by side: [2 · channels]. */
  readonly jointMean: WindowMean;
}

/** Names in a bundle's graph by which its network is found again. */
export const networkBoundary = {
  input: 'network.input',
  reconstruction: 'network.reconstruction',
  mu: 'network.mu',
  logvar: 'network.logvar',
  score: 'network.score',
} as const;

export interface AppendedNetwork {
  readonly fitted: FittedNetwork;
  /** Of the prewhitening; null without. */
  readonly steps: Steps | null;
  readonly shown: Value; // [batch, windowLength or one less, channels]
  readonly error: Value; // in the same shape
  readonly mu: Value; // [batch, latent]
  readonly kl: Value; // [batch, latent]
  readonly expected: Value; // [batch, windowLength, channels], scaled
}

/** Prewhitening and VAE (z = μ); the network's statistics share them. */
export function appendNetwork(
  g: GraphBuilder,
  window: ScaledWindow,
  fitted: FittedNetwork,
): AppendedNetwork {
  const { value, steps, restore } = fitted.prewhitening
    ? appendPrewhitening(g, window, fitted.prewhitening)
    : { value: window.value, steps: null, restore: (rows: Value) => rows };
  const shown = g.named(value, networkBoundary.input);
  const outputs = vaeOutputs(g, appendNodes(g, fitted.network, shown));
  return {
    fitted,
    steps,
    shown,
    error: g.sub(shown, outputs.reconstruction),
    mu: outputs.mu,
    kl: klTerms(g, outputs),
    expected: restore(outputs.reconstruction),
  };
}

function vaeOutputs(g: GraphBuilder, { reconstruction, mu, logvar }: NetworkValues): VaeOutputs {
  if (!reconstruction || !mu || !logvar)
    throw new OnnxError('signature', 'the network gives no reconstruction, mu and logvar');
  return {
    reconstruction: g.named(reconstruction, networkBoundary.reconstruction),
    mu: g.named(mu, networkBoundary.mu),
    logvar: g.named(logvar, networkBoundary.logvar),
  };
}

/** Σ_c e_c/ē_c: the window's squared error by channel, each against its mean on normal data. */
export function appendReconstruction(g: GraphBuilder, network: AppendedNetwork): Statistic {
  const { errorScale } = network.fitted;
  const scale = g.constant(Float32Array.from(errorScale), [errorScale.length]);
  const contribution = g.div(squaredError(g, network), scale);
  const value = g.reduceSum(contribution, [1]);
  return { value, contribution, expected: network.expected };
}

/** Mean over the rows: [batch, channels]. */
export const squaredError = (g: GraphBuilder, { error }: AppendedNetwork): Value =>
  g.reduceMean(g.square(error), [1]);

export const appendNetworkMean = (
  g: GraphBuilder,
  { shown, error, fitted, expected }: AppendedNetwork,
): Statistic => ({ ...appendJointMean(g, shown, error, fitted.jointMean), expected });

/**
 * Σ of the chosen latents' KL to the prior. A latent belongs to no channel: the reconstruction's errors
 * say which one it is about.
 */
export function appendLatentKl(g: GraphBuilder, network: AppendedNetwork): Statistic {
  const error = appendReconstruction(g, network);
  const chosen = g.gather(network.kl, g.int64s(network.fitted.latents), 1);
  const value = g.reduceSum(chosen, [1]);
  const share = g.div(error.contribution, g.unsqueeze(g.add(error.value, 1e-6), [1]));
  return {
    value,
    contribution: g.mul(share, g.unsqueeze(value, [1])),
    expected: error.expected,
  };
}

/** ½ (μ² + σ² - ln σ² - 1) of every latent: [batch, latent]. */
function klTerms(g: GraphBuilder, { mu, logvar }: VaeOutputs): Value {
  const square = g.add(g.square(mu), g.exp(logvar));
  return g.mul(g.sub(g.sub(square, logvar), 1), 0.5);
}

import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import {
  appendVae,
  type VaeArchitecture,
  type VaeOutputs,
  vaeParameters,
} from '@lookout/shared/onnx/vae';
import type { Value } from '@lookout/shared/onnx/value';
import type { LossTerms, Objective } from './objective.ts';

/** ln σ² of each channel's residual, [channels]: trained beside the network in a σ-VAE. */
export const CHANNEL_LOG_VARIANCE = 'channelLogVariance';

/**
 * - `sigma`: each channel's residual has a learned variance, ½ Σ (e²/σ² + ln σ²) + klWeight · KL
 *   (σ-VAE, arXiv 2006.13202), ln σ² clipped to `logVarianceBounds`
 * - `beta`: Σ e² + klWeight · KL (β-VAE)
 *
 * Sums over a window, means over the batch.
 */
export type VaeLoss =
  | { readonly kind: 'sigma'; readonly logVarianceBounds: readonly [number, number] }
  | { readonly kind: 'beta' };

/**
 * Graph inputs: `window` [batch, windowLength, channels], `noise` [batch, latent] standard normal,
 * `klWeight` []. Terms: loss, reconstruction, kl.
 */
export function vaeObjective(
  architecture: VaeArchitecture,
  batch: number,
  loss: VaeLoss,
): Objective {
  const { windowLength, channels, latent } = architecture;
  const own = loss.kind === 'sigma' ? [{ name: CHANNEL_LOG_VARIANCE, shape: [channels] }] : [];
  return {
    parameters: [...vaeParameters(architecture), ...own],
    append(g, weight) {
      const window = g.input('window', 'float32', [batch, windowLength, channels]);
      const noise = g.input('noise', 'float32', [batch, latent]);
      const klWeight = g.input('klWeight', 'float32', []);
      const vae = appendVae(g, window, architecture, weight, noise);
      const error = g.square(g.sub(window, vae.reconstruction));
      const reconstruction =
        loss.kind === 'beta'
          ? g.div(g.reduceSum(error), batch)
          : gaussianLoss(g, error, g.clip(weight(CHANNEL_LOG_VARIANCE), ...loss.logVarianceBounds));
      return vaeTerms(g, reconstruction, g.div(klSum(g, vae), batch), klWeight);
    },
  };
}

export function vaeTerms(
  g: GraphBuilder,
  reconstruction: Value,
  kl: Value,
  klWeight: Value,
): LossTerms {
  return { loss: g.add(reconstruction, g.mul(kl, klWeight)), reconstruction, kl };
}

/** KL(N(μ, σ²) ‖ N(0, 1)) = -½ Σ (1 + log σ² - μ² - σ²), summed over batch and latent. */
export function klSum(g: GraphBuilder, { mu, logvar }: Pick<VaeOutputs, 'mu' | 'logvar'>): Value {
  const terms = g.sub(g.sub(g.add(logvar, 1), g.square(mu)), g.exp(logvar));
  return g.mul(g.reduceSum(terms), -0.5);
}

/** ½ Σ (e²/σ² + ln σ²) over a window, mean over the batch. squaredError [batch, length, channels] */
function gaussianLoss(g: GraphBuilder, squaredError: Value, logVariance: Value): Value {
  const windowLength = squaredError.shape[1];
  const perWindow = g.reduceSum(g.reduceMean(squaredError, [0]), [0]); // [channels]
  const weighted = g.mul(perWindow, g.exp(g.neg(logVariance)));
  const spread = g.mul(logVariance, Number(windowLength));
  return g.mul(g.reduceSum(g.add(weighted, spread)), 0.5);
}

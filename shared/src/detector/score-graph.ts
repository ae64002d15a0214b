import { GraphBuilder } from '../onnx/graph.ts';
import { appendVae, type VaeOutputs, type VaeWeights } from '../onnx/vae.ts';
import type { Value } from '../onnx/value.ts';
import { type ChannelScale, clipAt, divisorOf } from './scaling.ts';

/** One statistic of the score, 0 and up, with the level that 1 % of normal windows exceed. */
export interface ScoreTerm {
  readonly statistic: Value; // [batch]
  readonly q99: number;
}

/** Everything that a bundle's graph is made of. */
export interface DetectorParts {
  readonly scaling: readonly ChannelScale[];
  readonly vae: VaeWeights;
  /** Mean squared error of each channel on the rows that the VAE was fitted to, scaled. */
  readonly errorScale: readonly number[];
  /** 99 % quantile of the reconstruction statistic on the calibration windows. */
  readonly reconstructionQ99: number;
}

/** ln σ² of a σ-VAE's channel is not trusted below -7; nor is a smaller error of a channel. */
export const errorFloor = Math.exp(-7);

/**
 * The whole detector as one ONNX graph, so that agent, hub and evaluation cannot disagree.
 *
 * `window` [batch, windowLength, channels] in engineering units →
 * - `score` [batch]: Σₖ ln(1 + sₖ/q99ₖ) over its terms; here one, recn = Σ_c e_c/ē_c
 * - `channelError` [batch, channels]: e_c/ē_c, 1 on average on normal data
 * - `latentKl` [batch, latent]: KL to the prior of every latent
 * - `reconstruction` [batch, windowLength, channels] in engineering units
 */
export function buildDetectorGraph(parts: DetectorParts): Uint8Array<ArrayBuffer> {
  const { windowLength, channels, latent } = parts.vae.architecture;
  const g = new GraphBuilder();
  const window = g.input('window', 'float32', ['batch', windowLength, channels]);
  const mean = channelConstant(
    g,
    parts.scaling.map(({ mean }) => mean),
    'channelMean',
  );
  const divisor = channelConstant(g, parts.scaling.map(divisorOf), 'channelDivisor');
  const scaled = g.clip(g.div(g.sub(window, mean), divisor), -clipAt, clipAt);
  const vae = appendVae(g, scaled, parts.vae);

  const squaredError = g.square(g.sub(scaled, vae.reconstruction));
  const errorScale = channelConstant(g, parts.errorScale, 'channelErrorScale');
  const channelError = g.div(g.reduceMean(squaredError, [1]), errorScale); // [batch, channels]
  const recn = g.reduceSum(channelError, [1]); // [batch]
  const score = sumOfTerms(g, [{ statistic: recn, q99: parts.reconstructionQ99 }]);
  const reconstruction = g.add(g.mul(vae.reconstruction, divisor), mean);

  g.output(score, 'score', ['batch']);
  g.output(channelError, 'channelError', ['batch', channels]);
  g.output(klTerms(g, vae), 'latentKl', ['batch', latent]);
  g.output(reconstruction, 'reconstruction', ['batch', windowLength, channels]);
  return g.build('lookout-detector');
}

/** S = Σₖ ln(1 + sₖ/q99ₖ): terms of unlike size weigh alike, and a wild one does not drown the others. */
function sumOfTerms(g: GraphBuilder, terms: readonly ScoreTerm[]): Value {
  const logs = terms.map(({ statistic, q99 }) => g.log(g.add(g.div(statistic, q99), 1)));
  return logs.reduce((sum, term) => g.add(sum, term));
}

/** ½ (μ² + σ² - ln σ² - 1) of every latent: [batch, latent]. */
function klTerms(g: GraphBuilder, { mu, logvar }: VaeOutputs): Value {
  const square = g.add(g.square(mu), g.exp(logvar));
  return g.mul(g.sub(g.sub(square, logvar), 1), 0.5);
}

const channelConstant = (g: GraphBuilder, values: readonly number[], name: string): Value =>
  g.constant(Float32Array.from(values), [values.length], name);

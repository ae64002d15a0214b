import type { FrameSize } from '../frame/image.ts';
import { GraphBuilder } from '../onnx/graph.ts';
import type { Value } from '../onnx/value.ts';
import type { StatisticName } from './detector-kind.ts';
import type { ChannelScale } from './scaling.ts';
import { fallOf, latentOf } from './score-graph.ts';
import {
  appendShown,
  type FittedNetwork,
  givenBy,
  type ShownNetwork,
} from './statistics/network.ts';
import { appendScaledFrame } from './statistics/scaled-frame.ts';

/** What the score of a frame can be made of: a frame has no rows that a linear statistic could look at. */
export const frameStatistics = [
  'latentKl',
  'reconstruction',
  'modelScore',
] as const satisfies readonly StatisticName[];
export type FrameStatistic = (typeof frameStatistics)[number];

/** Everything that the graph of a detector of frames is made of. */
export interface FrameDetectorParts {
  readonly size: FrameSize;
  /** Of the pixels of each color. */
  readonly scaling: readonly ChannelScale[];
  /** Without prewhitening; what it does not give is empty. */
  readonly network: FittedNetwork;
  readonly statistic: FrameStatistic;
  /** Level of the statistic that 1 % of normal frames exceed. */
  readonly q99: number;
  /** Mean of the score's fall on normal frames, over all colors. */
  readonly meanFall: number;
}

/**
 * A detector of frames as one ONNX graph.
 *
 * `window` [batch, channels, height, width], each value from 0 to 1 →
 * - `score` [batch]: ln(1 + s/q99)
 * - `channelError` [batch, channels]: by how much the score would fall if this color alone were as it is
 *   expected, 1 on average on normal frames; all 0 where the network does not say what it expects
 * - `latentKl` [batch, latent]: KL to the prior of every latent; one column of 0 without a latent
 * - `reconstruction` [batch, channels, height, width], from 0 to 1: only where the network gives one
 */
export function buildFrameGraph(parts: FrameDetectorParts): Uint8Array<ArrayBuffer> {
  const { size, scaling, q99, meanFall } = parts;
  const g = new GraphBuilder();
  const { value: scaled, restore } = appendScaledFrame(g, size, scaling);
  const network = appendShown(g, parts.network.network, scaled);
  const { value, contribution } = appendFrameStatistic(g, parts, network);
  const score = g.log(g.add(g.div(value, q99), 1));
  const nothing = g.constant(new Float32Array(size.channels), [size.channels]);
  const error = contribution
    ? g.div(fallOf(g, { value, contribution, q99 }), meanFall)
    : g.mul(g.unsqueeze(score, [1]), nothing);
  g.output(score, 'score', ['batch']);
  g.output(error, 'channelError', ['batch', size.channels]);
  const latentKl = network.latent?.kl ?? g.mul(g.unsqueeze(score, [1]), 0);
  g.output(latentKl, 'latentKl', ['batch', latentOf(parts.network)]);
  if (network.back) {
    const shape = ['batch', size.channels, size.height, size.width];
    g.output(restore(network.back.expected), 'reconstruction', shape);
  }
  return g.build('lookout-detector');
}

interface FrameTerm {
  readonly value: Value; // [batch], 0 and up
  readonly contribution: Value | null; // [batch, channels]; null where no color can be told
}

function appendFrameStatistic(
  g: GraphBuilder,
  { statistic, network: fitted }: FrameDetectorParts,
  network: ShownNetwork,
): FrameTerm {
  const error = network.back && colorErrors(g, network.back.error, fitted.errorScale);
  if (statistic === 'reconstruction') return givenBy(error, 'reconstruction');
  const value = statistic === 'latentKl' ? klOf(g, network, fitted) : ownScore(g, network, fitted);
  if (error === null) return { value, contribution: null };
  // Neither belongs to a color: the reconstruction's errors say which one it is about.
  const share = g.div(error.contribution, g.unsqueeze(g.add(error.value, 1e-6), [1]));
  return { value, contribution: g.mul(share, g.unsqueeze(value, [1])) };
}

/** Σ of the chosen latents' KL to the prior: the detector of arXiv 2409.00880. */
const klOf = (g: GraphBuilder, network: ShownNetwork, { latents }: FittedNetwork): Value =>
  g.reduceSum(g.gather(givenBy(network.latent, 'mu and logvar').kl, g.int64s(latents), 1), [1]);

const ownScore = (g: GraphBuilder, network: ShownNetwork, { leastScore = 0 }: FittedNetwork) =>
  g.relu(g.sub(givenBy(network.score, 'score'), leastScore));

/** Σ_c e_c/ē_c: the frame's squared error by color, each against its mean on normal frames. */
function colorErrors(g: GraphBuilder, error: Value, errorScale: readonly number[]) {
  const scale = g.constant(Float32Array.from(errorScale), [errorScale.length]);
  const contribution = g.div(squaredFrameError(g, error), scale);
  return { value: g.reduceSum(contribution, [1]), contribution };
}

/** Mean over the pixels: [batch, channels]. */
export const squaredFrameError = (g: GraphBuilder, error: Value): Value =>
  g.reduceMean(g.square(error), [2, 3]);

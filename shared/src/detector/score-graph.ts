import { GraphBuilder } from '../onnx/graph.ts';
import type { Value } from '../onnx/value.ts';
import type { Pca } from './baseline/pca.ts';
import type { Var1 } from './baseline/var1.ts';
import type { WindowMean } from './baseline/window-mean.ts';
import type { StatisticName } from './detector-kind.ts';
import type { ChannelScale } from './scaling.ts';
import { appendModelScore } from './statistics/model-score.ts';
import {
  type AppendedNetwork,
  appendLatentKl,
  appendNetwork,
  appendNetworkMean,
  appendReconstruction,
  type FittedNetwork,
} from './statistics/network.ts';
import { appendPcaSpe, appendPcaT2 } from './statistics/pca.ts';
import { appendScaledInput } from './statistics/scaled-window.ts';
import type { ScaledWindow, Statistic } from './statistics/statistic.ts';
import { appendVar1 } from './statistics/var1.ts';
import { appendWindowMean } from './statistics/window-mean.ts';
import { appendZmax } from './statistics/zmax.ts';

/** Everything that a bundle's graph is made of; only what its terms need must be there. */
export interface DetectorParts {
  readonly windowLength: number;
  readonly scaling: readonly ChannelScale[];
  readonly network: FittedNetwork | null;
  readonly linear: { readonly windowMean: WindowMean; readonly var1: Var1; readonly pca: Pca };
  readonly terms: readonly ScoreTerm[];
  /** Mean of the score's fall on normal windows, over all channels; see `channelError`. */
  readonly meanFall: number;
}

/** A statistic of the score, with the level that 1 % of normal windows exceed. */
export interface ScoreTerm {
  readonly statistic: StatisticName;
  readonly q99: number;
}

/** ln σ² of a σ-VAE's channel is not trusted below -7; nor is a smaller error of a channel. */
export const errorFloor = Math.exp(-7);

/**
 * The whole detector as one ONNX graph, so that agent, hub and evaluation cannot disagree.
 *
 * `window` [batch, windowLength, channels] in engineering units →
 * - `score` [batch]: Σₖ ln(1 + sₖ/q99ₖ): terms of unlike size weigh alike, and a wild one does not drown
 *   the others
 * - `channelError` [batch, channels]: by how much the score would fall if this channel alone were as the
 *   others say it should be, 1 on average on normal data
 * - `latentKl` [batch, latent]: KL to the prior of every latent; one column of 0 without a latent
 * - `reconstruction` [batch, windowLength, channels] in engineering units, as the first term expects it
 */
export function buildDetectorGraph(parts: DetectorParts): Uint8Array<ArrayBuffer> {
  const { windowLength, scaling, terms } = parts;
  const channels = scaling.length;
  const g = new GraphBuilder();
  const scaled = appendScaledInput(g, windowLength, scaling);
  const network = parts.network && appendNetwork(g, scaled, parts.network);
  const statistics = terms.map(({ statistic, q99 }) => ({
    ...appendStatistic(g, statistic, scaled, parts, network),
    q99,
  }));

  const score = sum(
    g,
    statistics.map(({ value, q99 }) => g.log(g.add(g.div(value, q99), 1))),
  );
  const fall = sum(
    g,
    statistics.map((statistic) => fallOf(g, statistic)),
  ); // [batch, channels]
  const [first] = statistics;
  const expected = scaled.restore(first?.expected ?? scaled.value);
  g.output(score, 'score', ['batch']);
  g.output(g.div(fall, parts.meanFall), 'channelError', ['batch', channels]);
  const latentKl = network?.latent?.kl ?? g.mul(g.unsqueeze(score, [1]), 0);
  g.output(latentKl, 'latentKl', ['batch', latentOf(parts.network)]);
  g.output(expected, 'reconstruction', ['batch', windowLength, channels]);
  return g.build('lookout-detector');
}

function appendStatistic(
  g: GraphBuilder,
  name: StatisticName,
  window: ScaledWindow,
  { linear }: DetectorParts,
  network: AppendedNetwork | null,
): Statistic {
  if (name === 'windowMean') return appendWindowMean(g, window, linear.windowMean);
  if (name === 'var1') return appendVar1(g, window, linear.var1, network?.steps ?? null);
  if (name === 'zmax') return appendZmax(g, window);
  if (name === 'pcaT2') return appendPcaT2(g, window, linear.pca);
  if (name === 'pcaSpe') return appendPcaSpe(g, window, linear.pca);
  if (network === null) throw new RangeError(`the statistic ${name} needs a network`);
  if (name === 'modelScore') return appendModelScore(g, window, network, linear.windowMean);
  if (name === 'networkMean') return appendNetworkMean(g, network);
  return name === 'reconstruction' ? appendReconstruction(g, network) : appendLatentKl(g, network);
}

/** Columns of `latentKl`. */
export const latentOf = (network: FittedNetwork | null): number => network?.latent ?? 1;

/** ln(1 + s/q99) with and without each channel's contribution: [batch, channels]. */
export function fallOf(
  g: GraphBuilder,
  { value, contribution, q99 }: Pick<Statistic, 'value' | 'contribution'> & { q99: number },
): Value {
  const whole = g.unsqueeze(g.add(value, q99), [1]);
  const remaining = g.relu(g.sub(g.unsqueeze(value, [1]), contribution));
  return g.log(g.div(whole, g.add(remaining, q99)));
}

const sum = (g: GraphBuilder, values: readonly Value[]): Value =>
  values.reduce((total, value) => g.add(total, value));

import type { GraphBuilder } from '../../onnx/graph.ts';
import type { WindowMean } from '../baseline/window-mean.ts';
import { type AppendedNetwork, givenBy } from './network.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/** So that a window with every mean in its place shares out nothing, and divides by no 0. */
const leastDistance = 1e-6;

/**
 * The network's own score, from the least that it gave on the windows it was fitted to, never below 0.
 * Such a score says nothing of channels, so it is shared out by d_c²/Σd², d_c how far the window's mean of
 * channel c lies from that of normal windows, in standard deviations: that names a sensor that has moved, and
 * is no more than a hint for a fault of another kind. Expected is the window with its means put back.
 */
export function appendModelScore(
  g: GraphBuilder,
  window: ScaledWindow,
  network: AppendedNetwork,
  { mean }: WindowMean,
): Statistic {
  const score = givenBy(network.score, 'score');
  const value = g.relu(g.sub(score, network.fitted.leastScore ?? 0));
  const centre = g.constant(Float32Array.from(mean), [mean.length]);
  const deviation = g.sub(g.reduceMean(window.value, [1], true), centre); // [batch, 1, channels]
  const squares = g.squeeze(g.square(deviation), [1]); // [batch, channels]
  const share = g.div(squares, g.add(g.reduceSum(squares, [1], true), leastDistance));
  return {
    value,
    contribution: g.mul(share, g.unsqueeze(value, [1])),
    expected: g.sub(window.value, deviation),
  };
}

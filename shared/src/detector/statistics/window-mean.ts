import type { GraphBuilder } from '../../onnx/graph.ts';
import type { WindowMean } from '../baseline/window-mean.ts';
import { appendQuadratic } from './quadratic.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/** (m - m̄)ᵀP(m - m̄) of the window's mean m; expected is the window moved to where the others say. */
export function appendWindowMean(
  g: GraphBuilder,
  { value: window, channels }: ScaledWindow,
  { mean, precision }: WindowMean,
): Statistic {
  const centre = g.constant(Float32Array.from(mean), [channels]);
  const deviation = g.sub(g.reduceMean(window, [1], true), centre); // [batch, 1, channels]
  const { value, contribution, correction } = appendQuadratic(g, deviation, precision, channels);
  return { value, contribution, expected: g.sub(window, correction) };
}

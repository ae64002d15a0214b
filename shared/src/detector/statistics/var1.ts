import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Var1 } from '../baseline/var1.ts';
import { appendQuadratic } from './quadratic.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/**
 * Mean over the steps of rᵀPr, r the error of predicting a row from the one before it; expected is that
 * prediction, corrected by what the other channels' errors say, and the window's first row as it is.
 */
export function appendVar1(
  g: GraphBuilder,
  { value: window, windowLength, channels }: ScaledWindow,
  { transition, precision }: Var1,
): Statistic {
  const weight = g.constant(Float32Array.from(transition), [channels, channels]);
  const before = g.slice(window, 1, 0, windowLength - 1);
  const after = g.slice(window, 1, 1, windowLength);
  const residual = g.sub(after, g.matmul(before, weight)); // [batch, windowLength - 1, channels]
  const { value, contribution, correction } = appendQuadratic(g, residual, precision, channels);
  const first = g.slice(window, 1, 0, 1);
  return { value, contribution, expected: g.concat([first, g.sub(after, correction)], 1) };
}

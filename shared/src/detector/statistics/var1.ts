import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Var1 } from '../baseline/var1.ts';
import { appendQuadratic } from './quadratic.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';
import { appendSteps, areStepsOf, type Steps } from './steps.ts';

/**
 * Mean over the steps of rᵀPr, r the error of predicting a row from the one before it; expected is that
 * prediction, corrected by what the other channels' errors say, and the window's first row as it is.
 * @param known steps that the graph holds already; shared where they are the same
 */
export function appendVar1(
  g: GraphBuilder,
  window: ScaledWindow,
  { transition, precision }: Var1,
  known: Steps | null,
): Statistic {
  const isKnown = known !== null && areStepsOf(known, transition);
  const { after, error } = isKnown ? known : appendSteps(g, window, transition);
  const { channels } = window;
  const { value, contribution, correction } = appendQuadratic(g, error, precision, channels);
  const first = g.slice(window.value, 1, 0, 1);
  return { value, contribution, expected: g.concat([first, g.sub(after, correction)], 1) };
}

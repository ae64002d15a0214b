import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import type { ScaledWindow } from './statistic.ts';

/** Every row of a window but the first, against what a VAR(1) says from the row before it. */
export interface Steps {
  readonly transition: readonly number[]; // [channels, channels], row-major
  readonly after: Value; // [batch, windowLength - 1, channels], as the two below
  readonly predicted: Value;
  readonly error: Value;
}

/** @param name of the transition's constant in the graph */
export function appendSteps(
  g: GraphBuilder,
  { value: window, windowLength, channels }: ScaledWindow,
  transition: readonly number[],
  name?: string,
): Steps {
  const before = g.slice(window, 1, 0, windowLength - 1);
  const after = g.slice(window, 1, 1, windowLength);
  const matrix = g.constant(Float32Array.from(transition), [channels, channels], name);
  const predicted = g.matmul(before, matrix);
  return { transition, after, predicted, error: g.sub(after, predicted) };
}

/** The graph holds float32: what differs beyond that is the same step. */
export const areStepsOf = (steps: Steps, transition: readonly number[]): boolean =>
  transition.every((value, i) => Math.fround(value) === Math.fround(steps.transition[i] ?? 0));

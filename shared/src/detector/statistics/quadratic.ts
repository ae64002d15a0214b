import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';

/** A direction of no weight contributes nothing; its diagonal is only kept from dividing by zero. */
const leastDiagonal = 1e-9;

export interface Quadratic {
  readonly value: Value; // [batch]
  readonly contribution: Value; // [batch, channels]
  /** (Mx)_c / M_cc of every row: what must be taken from channel c to make xᵀMx smallest. */
  readonly correction: Value; // [batch, rows, channels]
}

/**
 * Mean over a window's rows of xᵀMx, M symmetric. Its contributions are reconstruction-based: xᵀMx falls
 * by (Mx)_c² / M_cc when channel c alone is put where the quadratic is smallest, which names the right
 * channel of a single-sensor fault that is large enough, where shares of the sum do not (Alcala & Qin
 * 2009, "Reconstruction-based contribution for process monitoring").
 *
 * @param rows [batch, rows, channels]
 * @param matrix [channels, channels], row-major
 */
export function appendQuadratic(
  g: GraphBuilder,
  rows: Value,
  matrix: ArrayLike<number>,
  channels: number,
): Quadratic {
  const weight = g.constant(Float32Array.from(matrix), [channels, channels]);
  const diagonal = Float32Array.from({ length: channels }, (_, c) =>
    Math.max(matrix[c * channels + c] ?? 0, leastDiagonal),
  );
  const weighted = g.matmul(rows, weight); // [batch, rows, channels]
  const correction = g.div(weighted, g.constant(diagonal, [channels]));
  const perRow = g.reduceSum(g.mul(rows, weighted), [2]); // [batch, rows]
  return {
    value: g.relu(g.reduceMean(perRow, [1])), // rounding can leave a hair below 0
    contribution: g.reduceMean(g.mul(weighted, correction), [1]),
    correction,
  };
}

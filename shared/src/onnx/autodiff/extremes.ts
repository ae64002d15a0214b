import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';

/**
 * Gradient of a maximum or minimum over `axes`: goes to the elements of x that equal the result, in equal
 * parts where several do. `result` and `dy` are of x's rank, 1 along `axes`.
 */
export function evenly(
  g: GraphBuilder,
  x: Value,
  result: Value,
  dy: Value,
  axes: readonly number[],
): Value {
  const chosen = g.cast(g.equal(x, result), 'float32');
  return g.mul(chosen, g.div(dy, g.reduceSum(chosen, axes, true)));
}

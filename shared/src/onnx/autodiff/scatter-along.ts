import type { GraphBuilder } from '../graph.ts';
import { elementCount, type Value } from '../value.ts';
import { fixedShape } from './rule.ts';

/**
 * Adds the slices of `from` [..., n, ...] along one axis to the places `indices` [n] (int64; negative from
 * the end) of a tensor of zeros that is `size` long there: what gathering along the axis took, given back.
 */
export function scatterAlong(
  g: GraphBuilder,
  from: Value,
  axis: number,
  indices: Value,
  size: number,
): Value {
  const shape = fixedShape(from);
  const count = shape[axis] ?? 1;
  const before = elementCount(shape.slice(0, axis)) ?? 1;
  const after = elementCount(shape.slice(axis + 1)) ?? 1;
  const places = g.expand(g.reshape(indices, [1, count, 1]), [before, count, after]);
  const updates = g.reshape(from, [before, count, after]);
  const zeros = g.expand(g.scalar(0), [before, size, after]);
  return g.reshape(g.scatterAdd(zeros, places, updates, 1), shape.with(axis, size));
}

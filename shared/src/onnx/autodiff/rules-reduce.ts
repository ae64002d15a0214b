import { intAttribute } from '../attribute.ts';
import { reducedAxes } from '../infer-reduce.ts';
import type { Value } from '../value.ts';
import { evenly } from './extremes.ts';
import { fixedCount, fixedShape, type NodeView, type Rule, single } from './rule.ts';

/** Nothing to divide by where every element is 0. */
const TINY = 1e-30;

export const REDUCE_RULES: Readonly<Record<string, Rule>> = {
  ReduceL1: single((node, dy) => [() => node.g.mul(node.g.sign(node.x), spread(node, dy))]),
  ReduceL2: single((node, dy) => {
    const { g, x, y } = node;
    return [() => g.mul(x, spread(node, g.div(dy, g.max(y, TINY))))];
  }),
  ReduceLogSumExp: single((node, dy) => {
    const { g, x, y } = node;
    return [() => g.mul(g.exp(g.sub(x, kept(node, y))), kept(node, dy))];
  }),
  ReduceMax: single((node, dy) => [() => toExtremes(node, dy)]),
  ReduceMean: single((node, dy) => {
    const { g, x, y } = node;
    return [() => g.div(spread(node, dy), fixedCount(x) / fixedCount(y))];
  }),
  ReduceMin: single((node, dy) => [() => toExtremes(node, dy)]),
  ReduceSum: single((node, dy) => [() => spread(node, dy)]),
  ReduceSumSquare: single((node, dy) => {
    const { g, x } = node;
    return [() => g.mul(g.mul(x, 2), spread(node, dy))];
  }),
};

/** Repeats dy along the axes that were reduced. */
function spread(node: NodeView, dy: Value): Value {
  return node.g.expand(kept(node, dy), fixedShape(node.x));
}

function toExtremes(node: NodeView, dy: Value): Value {
  return evenly(node.g, node.x, kept(node, node.y), kept(node, dy), axesOf(node));
}

/** A value of the result's shape with the reduced axes as 1. */
function kept(node: NodeView, value: Value): Value {
  if (intAttribute(node.attributes, 'keepdims', 1) === 1) return value;
  const gone = new Set(axesOf(node));
  return node.g.reshape(
    value,
    fixedShape(node.x).map((size, i) => (gone.has(i) ? 1 : size)),
  );
}

function axesOf({ inputs, attributes, x }: NodeView): readonly number[] {
  return reducedAxes(inputs, attributes, x.shape.length);
}

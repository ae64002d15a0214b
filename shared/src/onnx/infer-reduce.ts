import { type Attributes, intAttribute, intsAttribute } from './attribute.ts';
import { type Infer, type Inputs, need, optionalInts } from './operands.ts';
import { normalizeAxis, reduceShape } from './shape.ts';

/** Axes that a reduction of a tensor of `rank` takes away: an input since opset 18, an attribute before. */
export function reducedAxes(
  inputs: Inputs,
  attributes: Attributes,
  rank: number,
): readonly number[] {
  const axes = optionalInts(inputs, 1) ?? intsAttribute(attributes, 'axes');
  if (axes) return axes.map((axis) => normalizeAxis(axis, rank));
  const none = intAttribute(attributes, 'noop_with_empty_axes', 0) === 1;
  return none ? [] : Array.from({ length: rank }, (_, i) => i);
}

const reduce: Infer = (inputs, attributes) => {
  const { type, shape } = need(inputs, 0);
  const keepDims = intAttribute(attributes, 'keepdims', 1) === 1;
  const axes = reducedAxes(inputs, attributes, shape.length);
  return [{ type, shape: reduceShape(shape, axes, keepDims) }];
};

/** Position of the largest or smallest along one axis. */
const position: Infer = (inputs, attributes) => {
  const keepDims = intAttribute(attributes, 'keepdims', 1) === 1;
  const axis = intAttribute(attributes, 'axis', 0);
  return [{ type: 'int64', shape: reduceShape(need(inputs, 0).shape, [axis], keepDims) }];
};

export const INFER_REDUCE: Readonly<Record<string, Infer>> = {
  ArgMax: position,
  ArgMin: position,
  ReduceL1: reduce,
  ReduceL2: reduce,
  ReduceLogSumExp: reduce,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceMin: reduce,
  ReduceSum: reduce,
  ReduceSumSquare: reduce,
};

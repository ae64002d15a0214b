import { intAttribute, intsAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { inferConv, inferConvTranspose, inferPool } from './infer-conv.ts';
import { constantInts, type Infer, type Inferred, type Inputs, need } from './operands.ts';
import {
  broadcast,
  concatShape,
  matmulShape,
  normalizeAxis,
  reduceShape,
  reshapeShape,
  sliceLength,
} from './shape.ts';
import { type Dim, elementTypeOfCode } from './value.ts';

const sameAsFirst: Infer = (inputs) => {
  const { type, shape } = need(inputs, 0);
  return [{ type, shape }];
};

const elementwise: Infer = (inputs) => {
  const given = inputs.filter((input) => input !== null);
  const { type } = need(given, 0);
  return [{ type, shape: given.map((input) => input.shape).reduce(broadcast) }];
};

const compare: Infer = (inputs, attributes) =>
  elementwise(inputs, attributes).map(({ shape }) => ({ type: 'bool', shape }));

const reduce: Infer = (inputs, attributes) => {
  const { type, shape } = need(inputs, 0);
  const axes = inputs[1] ? constantInts(inputs, 1) : intsAttribute(attributes, 'axes');
  const keepDims = intAttribute(attributes, 'keepdims', 1) === 1;
  return [{ type, shape: reduceShape(shape, axes ?? shape.map((_, i) => i), keepDims) }];
};

/** What every operator that Lookout builds or accepts returns; the operators are those of opset 18. */
export const INFER: Readonly<Record<string, Infer>> = {
  Abs: sameAsFirst,
  Add: elementwise,
  And: compare,
  BatchNormalization: sameAsFirst,
  Cast: (inputs, attributes) => {
    const type = elementTypeOfCode(intAttribute(attributes, 'to', 0));
    if (!type) throw new OnnxError('unsupported', 'Cast to an element type that is not supported');
    return [{ type, shape: need(inputs, 0).shape }];
  },
  Ceil: sameAsFirst,
  Clip: sameAsFirst,
  Concat: (inputs, attributes) => {
    const values = inputs.map((_, i) => need(inputs, i));
    const shapes = values.map((value) => value.shape);
    return [
      {
        type: need(inputs, 0).type,
        shape: concatShape(shapes, intAttribute(attributes, 'axis', 0)),
      },
    ];
  },
  Conv: inferConv,
  ConvTranspose: inferConvTranspose,
  DequantizeLinear: (inputs) => [{ type: need(inputs, 1).type, shape: need(inputs, 0).shape }],
  Div: elementwise,
  Elu: sameAsFirst,
  Equal: compare,
  Exp: sameAsFirst,
  Expand: (inputs) => [
    {
      type: need(inputs, 0).type,
      shape: broadcast(need(inputs, 0).shape, constantInts(inputs, 1)),
    },
  ],
  Flatten: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = intAttribute(attributes, 'axis', 1);
    const [rows] = reshapeShape(shape.slice(0, axis), [-1]);
    const [columns] = reshapeShape(shape.slice(axis), [-1]);
    return [{ type, shape: [rows ?? 1, columns ?? 1] }];
  },
  Floor: sameAsFirst,
  Gather: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
    const indices = need(inputs, 1).shape;
    return [{ type, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
  },
  Gemm: (inputs, attributes) => {
    const a = need(inputs, 0);
    const b = need(inputs, 1);
    const left = intAttribute(attributes, 'transA', 0) ? a.shape.toReversed() : a.shape;
    const right = intAttribute(attributes, 'transB', 0) ? b.shape.toReversed() : b.shape;
    return [{ type: a.type, shape: matmulShape(left, right) }];
  },
  Greater: compare,
  Identity: sameAsFirst,
  LeakyRelu: sameAsFirst,
  Less: compare,
  Log: sameAsFirst,
  MatMul: (inputs) => {
    const a = need(inputs, 0);
    return [{ type: a.type, shape: matmulShape(a.shape, need(inputs, 1).shape) }];
  },
  Max: elementwise,
  MaxPool: inferPool,
  AveragePool: inferPool,
  Min: elementwise,
  Mul: elementwise,
  Neg: sameAsFirst,
  Not: sameAsFirst,
  Or: compare,
  Pad: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const pads = constantInts(inputs, 1);
    return [
      {
        type,
        shape: shape.map((dim, i) => addTo(dim, (pads[i] ?? 0) + (pads[i + shape.length] ?? 0))),
      },
    ];
  },
  Pow: elementwise,
  QuantizeLinear: (inputs) => [{ type: inputs[2]?.type ?? 'uint8', shape: need(inputs, 0).shape }],
  Reciprocal: sameAsFirst,
  ReduceMax: reduce,
  ReduceMean: reduce,
  ReduceMin: reduce,
  ReduceSum: reduce,
  Relu: sameAsFirst,
  Reshape: (inputs) => {
    const { type, shape } = need(inputs, 0);
    return [{ type, shape: reshapeShape(shape, constantInts(inputs, 1)) }];
  },
  Round: sameAsFirst,
  ScatterElements: sameAsFirst,
  Sigmoid: sameAsFirst,
  Sign: sameAsFirst,
  Slice: inferSlice,
  Softplus: sameAsFirst,
  Split: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
    return constantInts(inputs, 1).map((size) => ({ type, shape: shape.with(axis, size) }));
  },
  Sqrt: sameAsFirst,
  Squeeze: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const axes = inputs[1]
      ? constantInts(inputs, 1)
      : shape.flatMap((dim, i) => (dim === 1 ? [i] : []));
    return [{ type, shape: reduceShape(shape, axes, false) }];
  },
  Sub: elementwise,
  Sum: elementwise,
  Tanh: sameAsFirst,
  Transpose: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const order = intsAttribute(attributes, 'perm') ?? shape.map((_, i) => shape.length - 1 - i);
    return [{ type, shape: order.map((axis) => shape[axis] ?? 1) }];
  },
  Unsqueeze: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const axes = constantInts(inputs, 1);
    const rank = shape.length + axes.length;
    const added = new Set(axes.map((axis) => normalizeAxis(axis, rank)));
    const old = [...shape];
    return [
      {
        type,
        shape: Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (old.shift() ?? 1))),
      },
    ];
  },
  Where: (inputs) => {
    const [condition, yes, no] = [need(inputs, 0), need(inputs, 1), need(inputs, 2)];
    return [
      { type: yes.type, shape: [condition, yes, no].map((value) => value.shape).reduce(broadcast) },
    ];
  },
};

function inferSlice(inputs: Inputs): readonly Inferred[] {
  const { type, shape } = need(inputs, 0);
  const starts = constantInts(inputs, 1);
  const ends = constantInts(inputs, 2);
  const axes = inputs[3] ? constantInts(inputs, 3) : starts.map((_, i) => i);
  const steps = inputs[4] ? constantInts(inputs, 4) : starts.map(() => 1);
  const cut: Dim[] = [...shape];
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, shape.length);
    const size = shape[at];
    if (typeof size !== 'number') {
      throw new OnnxError('shape', 'cannot slice a dimension whose size is only known at run time');
    }
    cut[at] = sliceLength(size, starts[i] ?? 0, ends[i] ?? size, steps[i] ?? 1);
  });
  return [{ type, shape: cut }];
}

function addTo(dim: Dim, more: number): Dim {
  if (typeof dim === 'number') return dim + more;
  return more === 0 ? dim : `${dim}+${more}`;
}

import { intAttribute, intsAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { sameAsFirst } from './infer-elementwise.ts';
import { inferSlice, inferSplit } from './infer-slice.ts';
import { constantInts, type Infer, need, optionalInts } from './operands.ts';
import { broadcast, concatShape, normalizeAxis, reduceShape, reshapeShape } from './shape.ts';
import { type Dim, type Shape, showShape } from './value.ts';

/** Elements moved, repeated or left out, none computed. */
export const INFER_SHAPE: Readonly<Record<string, Infer>> = {
  Concat: (inputs, attributes) => {
    const shapes = inputs.map((_, i) => need(inputs, i).shape);
    const axis = intAttribute(attributes, 'axis', 0);
    return [{ type: need(inputs, 0).type, shape: concatShape(shapes, axis) }];
  },
  DepthToSpace: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const [batch, channels, height, width] = imageSizes(shape);
    const block = intAttribute(attributes, 'blocksize', 1);
    return [{ type, shape: [batch, channels / block ** 2, height * block, width * block] }];
  },
  Expand: (inputs) => {
    const { type, shape } = need(inputs, 0);
    return [{ type, shape: broadcast(shape, constantInts(inputs, 1)) }];
  },
  Flatten: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = intAttribute(attributes, 'axis', 1);
    const [rows] = reshapeShape(shape.slice(0, axis), [-1]);
    const [columns] = reshapeShape(shape.slice(axis), [-1]);
    return [{ type, shape: [rows ?? 1, columns ?? 1] }];
  },
  Gather: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const axis = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
    const indices = need(inputs, 1).shape;
    return [{ type, shape: [...shape.slice(0, axis), ...indices, ...shape.slice(axis + 1)] }];
  },
  Pad: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const pads = constantInts(inputs, 1);
    const padded = [...shape];
    const axes = optionalInts(inputs, 3) ?? shape.map((_, i) => i);
    axes.forEach((given, i) => {
      const axis = normalizeAxis(given, shape.length);
      padded[axis] = addTo(shape[axis] ?? 0, (pads[i] ?? 0) + (pads[i + axes.length] ?? 0));
    });
    return [{ type, shape: padded }];
  },
  Reshape: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const target = constantInts(inputs, 1);
    if (intAttribute(attributes, 'allowzero', 0) === 1 && target.includes(0)) {
      throw new OnnxError('unsupported', 'Reshape to nothing');
    }
    return [{ type, shape: reshapeShape(shape, target) }];
  },
  ScatterElements: sameAsFirst,
  Slice: inferSlice,
  SpaceToDepth: (inputs, attributes) => {
    const { type, shape } = need(inputs, 0);
    const [batch, channels, height, width] = imageSizes(shape);
    const block = intAttribute(attributes, 'blocksize', 1);
    return [{ type, shape: [batch, channels * block ** 2, height / block, width / block] }];
  },
  Split: inferSplit,
  Squeeze: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const axes = inputs[1]
      ? constantInts(inputs, 1)
      : shape.flatMap((dim, i) => (dim === 1 ? [i] : []));
    return [{ type, shape: reduceShape(shape, axes, false) }];
  },
  Tile: (inputs) => {
    const { type, shape } = need(inputs, 0);
    const repeats = constantInts(inputs, 1);
    return [{ type, shape: shape.map((dim, i) => times(dim, repeats[i] ?? 1)) }];
  },
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
    const sizes = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : (old.shift() ?? 1)));
    return [{ type, shape: sizes }];
  },
};

/** [batch, channels, height, width], all but the batch fixed. */
function imageSizes(shape: Shape): [Dim, number, number, number] {
  const [batch = 1, channels, height, width] = shape;
  if (typeof channels === 'number' && typeof height === 'number' && typeof width === 'number') {
    return [batch, channels, height, width];
  }
  throw new OnnxError('shape', `${showShape(shape)} is not a batch of images of one size`);
}

function addTo(dim: Dim, more: number): Dim {
  if (typeof dim === 'number') return dim + more;
  return more === 0 ? dim : `${dim}+${more}`;
}

function times(dim: Dim, factor: number): Dim {
  if (typeof dim === 'number') return dim * factor;
  return factor === 1 ? dim : `${dim}*${factor}`;
}

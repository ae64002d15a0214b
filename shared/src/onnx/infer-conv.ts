import { type Attributes, intAttribute, intsAttribute } from './attribute.ts';
import { at, convGeometry, transposeGeometry, windowCount } from './conv-geometry.ts';
import { OnnxError } from './error.ts';
import { type Infer, type Inferred, type Inputs, need } from './operands.ts';
import { type Dim, type Shape, showShape, type Value } from './value.ts';

/** x [batch, in, *spatial], w [out, in/group, *kernel] */
const inferConv: Infer = (inputs, attributes) => {
  const [x, w] = [need(inputs, 0), need(inputs, 1)];
  const [out, inPerGroup] = channelsOf(w);
  const groups = intAttribute(attributes, 'group', 1);
  const channels = x.shape[1];
  if (channels !== inPerGroup * groups || out % groups !== 0) {
    throw new OnnxError(
      'shape',
      `a kernel ${showShape(w.shape)} in ${groups} groups does not fit ${showShape(x.shape)}`,
    );
  }
  const size = spatial(x.shape);
  const geometry = convGeometry(size, spatial(w.shape), attributes);
  return [{ type: x.type, shape: [batch(x), out, ...size.map(windowCount(geometry))] }];
};

/** x [batch, in, *spatial], w [in, out/group, *kernel] */
const inferConvTranspose: Infer = (inputs, attributes) => {
  const [x, w] = [need(inputs, 0), need(inputs, 1)];
  const [channels, outPerGroup] = channelsOf(w);
  if (x.shape[1] !== channels) {
    throw new OnnxError('shape', `a kernel ${showShape(w.shape)} for ${showShape(x.shape)}`);
  }
  const g = transposeGeometry(spatial(x.shape), spatial(w.shape), attributes);
  const size = spatial(x.shape).map((dim, i) => {
    const reach = at(g.dilations, i) * (at(g.kernel, i) - 1) + 1;
    const cut = at(g.padsBegin, i) + at(g.padsEnd, i);
    return at(g.strides, i) * (dim - 1) + reach + at(g.outputPadding, i) - cut;
  });
  const out = outPerGroup * intAttribute(attributes, 'group', 1);
  return [{ type: x.type, shape: [batch(x), out, ...size] }];
};

/** x [batch, channels, *spatial] */
function inferPool(inputs: Inputs, attributes: Attributes): Inferred {
  const x = need(inputs, 0);
  const kernel = intsAttribute(attributes, 'kernel_shape');
  if (!kernel) throw new OnnxError('structure', 'pooling without kernel_shape');
  const ceil = intAttribute(attributes, 'ceil_mode', 0) === 1;
  const size = spatial(x.shape);
  const geometry = convGeometry(size, kernel, attributes);
  const counts = size.map(windowCount(geometry, ceil));
  return { type: x.type, shape: [batch(x), x.shape[1] ?? 1, ...counts] };
}

const inferGlobalPool: Infer = (inputs) => {
  const { type, shape } = need(inputs, 0);
  return [{ type, shape: shape.map((dim, i) => (i < 2 ? dim : 1)) }];
};

export const INFER_CONV: Readonly<Record<string, Infer>> = {
  AveragePool: (inputs, attributes) => [inferPool(inputs, attributes)],
  Conv: inferConv,
  ConvTranspose: inferConvTranspose,
  GlobalAveragePool: inferGlobalPool,
  GlobalMaxPool: inferGlobalPool,
  // y, and the positions of the maxima in the flattened x
  MaxPool: (inputs, attributes) => {
    const y = inferPool(inputs, attributes);
    return [y, { type: 'int64', shape: y.shape }];
  },
};

function channelsOf(w: Value): [number, number] {
  const [first, second] = w.shape;
  if (typeof first === 'number' && typeof second === 'number') return [first, second];
  throw new OnnxError('shape', `a kernel of ${showShape(w.shape)}`);
}

function spatial(shape: Shape): number[] {
  return shape.slice(2).map((dim) => {
    if (typeof dim === 'number') return dim;
    throw new OnnxError('shape', `spatial size "${dim}" must be fixed`);
  });
}

function batch(x: Value): Dim {
  return x.shape[0] ?? 1;
}

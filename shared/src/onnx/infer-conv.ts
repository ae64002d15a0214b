import { type Attributes, intAttribute, intsAttribute, stringAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import type { Inferred, Inputs } from './operands.ts';
import type { Dim, Shape, Value } from './value.ts';

/** Geometry of a convolution or pooling, one entry per spatial axis. */
export interface ConvGeometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padsBegin: readonly number[];
  readonly padsEnd: readonly number[];
  readonly outputPadding: readonly number[];
}

export function convGeometry(kernel: readonly number[], attributes: Attributes): ConvGeometry {
  const autoPad = stringAttribute(attributes, 'auto_pad') ?? 'NOTSET';
  if (autoPad !== 'NOTSET') {
    throw new OnnxError('unsupported', `auto_pad ${autoPad}: write the padding out as "pads"`);
  }
  const fill = (value: number) => kernel.map(() => value);
  const pads = intsAttribute(attributes, 'pads') ?? [...fill(0), ...fill(0)];
  return {
    kernel,
    strides: intsAttribute(attributes, 'strides') ?? fill(1),
    dilations: intsAttribute(attributes, 'dilations') ?? fill(1),
    padsBegin: pads.slice(0, kernel.length),
    padsEnd: pads.slice(kernel.length),
    outputPadding: intsAttribute(attributes, 'output_padding') ?? fill(0),
  };
}

/** x [batch, in, *spatial], w [out, in/group, *kernel] */
export function inferConv(inputs: Inputs, attributes: Attributes): readonly Inferred[] {
  const [x, w] = operands(inputs);
  const geometry = convGeometry(spatial(w.shape), attributes);
  const size = spatial(x.shape).map((dim, i) => windowCount(dim, geometry, i));
  return [{ type: x.type, shape: [batch(x), w.shape[0] ?? 1, ...size] }];
}

/** x [batch, in, *spatial], w [in, out/group, *kernel] */
export function inferConvTranspose(inputs: Inputs, attributes: Attributes): readonly Inferred[] {
  const [x, w] = operands(inputs);
  if (intsAttribute(attributes, 'output_shape')) {
    throw new OnnxError('unsupported', 'ConvTranspose with output_shape: use output_padding');
  }
  const g = convGeometry(spatial(w.shape), attributes);
  const size = spatial(x.shape).map((dim, i) => {
    const reach = at(g.dilations, i) * (at(g.kernel, i) - 1) + 1;
    const cut = at(g.padsBegin, i) + at(g.padsEnd, i);
    return at(g.strides, i) * (dim - 1) + reach + at(g.outputPadding, i) - cut;
  });
  const perGroup = w.shape[1];
  const out = typeof perGroup === 'number' ? perGroup * intAttribute(attributes, 'group', 1) : 1;
  return [{ type: x.type, shape: [batch(x), out, ...size] }];
}

/** x [batch, channels, *spatial] */
export function inferPool(inputs: Inputs, attributes: Attributes): readonly Inferred[] {
  const x = inputs[0];
  const kernel = intsAttribute(attributes, 'kernel_shape');
  if (!x || !kernel) throw new OnnxError('structure', 'pooling without input or kernel_shape');
  if (intAttribute(attributes, 'ceil_mode', 0) !== 0) {
    throw new OnnxError('unsupported', 'pooling with ceil_mode');
  }
  const geometry = convGeometry(kernel, attributes);
  const size = spatial(x.shape).map((dim, i) => windowCount(dim, geometry, i));
  const shape = [batch(x), x.shape[1] ?? 1, ...size];
  return [
    { type: x.type, shape },
    { type: 'int64', shape }, // MaxPool's second output: positions of the maxima in the flattened x
  ];
}

function windowCount(size: number, g: ConvGeometry, i: number): number {
  const reach = at(g.dilations, i) * (at(g.kernel, i) - 1) + 1;
  const padded = size + at(g.padsBegin, i) + at(g.padsEnd, i);
  if (padded < reach) {
    throw new OnnxError('shape', `a kernel that reaches over ${reach} does not fit in ${padded}`);
  }
  return Math.floor((padded - reach) / at(g.strides, i)) + 1;
}

function operands(inputs: Inputs): [Value, Value] {
  const [x, w] = inputs;
  if (!x || !w) throw new OnnxError('structure', 'a convolution needs an input and weights');
  return [x, w];
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

function at(list: readonly number[], i: number): number {
  return list[i] ?? 0;
}

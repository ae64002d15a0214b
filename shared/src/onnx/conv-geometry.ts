import { type Attributes, intsAttribute, stringAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';

/** Geometry of a convolution or pooling, one entry per spatial axis. */
export interface ConvGeometry {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padsBegin: readonly number[];
  readonly padsEnd: readonly number[];
  /** ConvTranspose only: rows added at the end. */
  readonly outputPadding: readonly number[];
}

/**
 * Conv and pooling of an input of this `size`, with `auto_pad` worked out: SAME pads until the output is
 * ⌈size / stride⌉, UPPER with the odd row at the end, LOWER at the beginning.
 * @throws OnnxError 'unsupported' for what onnxruntime cannot run, 'shape'
 */
export function convGeometry(
  size: readonly number[],
  kernel: readonly number[],
  attributes: Attributes,
): ConvGeometry {
  const geometry = written(size, kernel, attributes);
  if (!autoPad(attributes).startsWith('SAME')) return geometry;
  if (geometry.dilations.some((dilation) => dilation !== 1)) {
    throw new OnnxError('unsupported', 'auto_pad with dilations: write the padding out as "pads"');
  }
  const total = size.map((dim, i) => {
    const count = Math.ceil(dim / at(geometry.strides, i));
    return (count - 1) * at(geometry.strides, i) + reachOf(geometry, i) - dim;
  });
  return { ...geometry, ...shared(total, autoPad(attributes) === 'SAME_UPPER') };
}

/** ConvTranspose: SAME makes the output size · stride, `output_shape` says it outright. */
export function transposeGeometry(
  size: readonly number[],
  kernel: readonly number[],
  attributes: Attributes,
): ConvGeometry {
  const geometry = written(size, kernel, attributes);
  if (geometry.outputPadding.some((rows, i) => rows >= at(geometry.strides, i))) {
    throw new OnnxError('unsupported', 'output_padding that is not below the stride');
  }
  const mode = autoPad(attributes);
  const wanted =
    intsAttribute(attributes, 'output_shape')?.slice(-size.length) ??
    (mode.startsWith('SAME') ? size.map((dim, i) => dim * at(geometry.strides, i)) : null);
  if (!wanted) return geometry;
  const total = size.map((dim, i) => {
    const full = (dim - 1) * at(geometry.strides, i) + reachOf(geometry, i);
    return full + at(geometry.outputPadding, i) - at(wanted, i);
  });
  if (total.some((rows) => rows < 0)) {
    throw new OnnxError('unsupported', `ConvTranspose to ${wanted.join('×')}, past its own reach`);
  }
  return { ...geometry, ...shared(total, mode === 'SAME_UPPER') };
}

/** Windows along axis `i`; with `ceil` also a last one that reaches over the end. */
export function windowCount(g: ConvGeometry, ceil = false): (size: number, i: number) => number {
  return (size, i) => {
    const [reach, stride, begin] = [reachOf(g, i), at(g.strides, i), at(g.padsBegin, i)];
    const padded = size + begin + at(g.padsEnd, i);
    if (padded < reach) {
      throw new OnnxError('shape', `a kernel that reaches over ${reach} does not fit in ${padded}`);
    }
    const more = (padded - reach) / stride;
    if (!ceil) return Math.floor(more) + 1;
    const starts = Math.ceil(more);
    if (starts * stride < size + begin) return starts + 1;
    // The runtime drops such a window and its shape inference (of opset 18) keeps it.
    throw new OnnxError('unsupported', 'pooling whose last window would start past the input');
  };
}

/** Positions from the first to the last that a kernel touches. */
export function reachOf(g: ConvGeometry, i: number): number {
  return at(g.dilations, i) * (at(g.kernel, i) - 1) + 1;
}

export function at(list: readonly number[], i: number): number {
  return list[i] ?? 0;
}

function written(
  size: readonly number[],
  kernel: readonly number[],
  attributes: Attributes,
): ConvGeometry {
  const fill = (value: number) => kernel.map(() => value);
  const pads = intsAttribute(attributes, 'pads') ?? [...fill(0), ...fill(0)];
  const none = autoPad(attributes) !== 'NOTSET';
  const geometry = {
    kernel,
    strides: intsAttribute(attributes, 'strides') ?? fill(1),
    dilations: intsAttribute(attributes, 'dilations') ?? fill(1),
    padsBegin: none ? fill(0) : pads.slice(0, kernel.length),
    padsEnd: none ? fill(0) : pads.slice(kernel.length),
    outputPadding: intsAttribute(attributes, 'output_padding') ?? fill(0),
  };
  const lists = Object.values(geometry);
  if (size.length !== kernel.length || lists.some((list) => list.length !== kernel.length)) {
    throw new OnnxError('shape', `a kernel ${kernel.join('×')} over ${size.length} axes`);
  }
  const positive = [...kernel, ...geometry.strides, ...geometry.dilations];
  if (positive.some((value) => value < 1)) {
    throw new OnnxError('shape', 'a kernel, stride or dilation below 1');
  }
  return geometry;
}

function autoPad(attributes: Attributes): string {
  return stringAttribute(attributes, 'auto_pad') ?? 'NOTSET';
}

/** `total` rows of padding per axis, the odd one at the end or at the beginning. */
function shared(total: readonly number[], oddAtEnd: boolean) {
  const rows = total.map((value) => Math.max(0, value));
  const smaller = rows.map((value) => Math.floor(value / 2));
  const larger = rows.map((value) => Math.ceil(value / 2));
  return oddAtEnd
    ? { padsBegin: smaller, padsEnd: larger }
    : { padsBegin: larger, padsEnd: smaller };
}

import { type Attributes, float, int, ints, string } from './attribute.ts';
import { GraphCore } from './graph-core.ts';
import { ELEMENT_TYPES, type ElementType, type Value } from './value.ts';

/** A plain number stands for a float32 constant. */
export type Operand = Value | number;

/** One entry per spatial axis; pads are all the begins, then all the ends. Defaults: 1, 1, 0, 0. */
export interface ConvOptions {
  readonly strides?: readonly number[];
  readonly dilations?: readonly number[];
  readonly pads?: readonly number[];
  /** ConvTranspose only: rows added at the end. */
  readonly outputPadding?: readonly number[];
  /** Input and output channels in so many parts, each output seeing its own part only. */
  readonly groups?: number;
}

export interface PoolOptions extends ConvOptions {
  /** Also windows that reach over the end. */
  readonly ceil?: boolean;
  /** AveragePool only: divides by the kernel's size where it reaches into the padding too. */
  readonly countPadding?: boolean;
}

/** What BatchNormalization knows of each channel, all [channels]. */
export interface BatchNorm {
  readonly scale: Value;
  readonly bias: Value;
  readonly mean: Value;
  readonly variance: Value;
}

/** `GraphCore` with the usual operators under readable names. Shapes broadcast as in numpy. */
export class GraphBuilder extends GraphCore {
  readonly #scalars = new Map<number, Value>();
  readonly #lists = new Map<string, Value>();

  scalar(value: number): Value {
    const known = this.#scalars.get(value);
    if (known) return known;
    const constant = this.constant(Float32Array.of(value), []);
    this.#scalars.set(value, constant);
    return constant;
  }

  /** int64 [n]: axes, sizes, indices */
  int64s(values: readonly number[]): Value {
    const key = values.join();
    const known = this.#lists.get(key);
    if (known) return known;
    const constant = this.constant(BigInt64Array.from(values, BigInt), [values.length]);
    this.#lists.set(key, constant);
    return constant;
  }

  add = (a: Operand, b: Operand) => this.#binary('Add', a, b);
  sub = (a: Operand, b: Operand) => this.#binary('Sub', a, b);
  mul = (a: Operand, b: Operand) => this.#binary('Mul', a, b);
  div = (a: Operand, b: Operand) => this.#binary('Div', a, b);
  pow = (a: Operand, b: Operand) => this.#binary('Pow', a, b);
  min = (a: Operand, b: Operand) => this.#binary('Min', a, b);
  max = (a: Operand, b: Operand) => this.#binary('Max', a, b);
  greater = (a: Operand, b: Operand) => this.#binary('Greater', a, b);
  less = (a: Operand, b: Operand) => this.#binary('Less', a, b);
  equal = (a: Operand, b: Operand) => this.#binary('Equal', a, b);
  square = (x: Value) => this.mul(x, x);

  neg = (x: Value) => this.op('Neg', [x]);
  abs = (x: Value) => this.op('Abs', [x]);
  sign = (x: Value) => this.op('Sign', [x]);
  exp = (x: Value) => this.op('Exp', [x]);
  log = (x: Value) => this.op('Log', [x]);
  sqrt = (x: Value) => this.op('Sqrt', [x]);
  round = (x: Value) => this.op('Round', [x]);
  relu = (x: Value) => this.op('Relu', [x]);
  leakyRelu = (x: Value, slope: number) => this.op('LeakyRelu', [x], { alpha: float(slope) });
  sigmoid = (x: Value) => this.op('Sigmoid', [x]);
  tanh = (x: Value) => this.op('Tanh', [x]);
  softplus = (x: Value) => this.op('Softplus', [x]);
  clip = (x: Value, low: number, high: number) =>
    this.op('Clip', [x, this.scalar(low), this.scalar(high)]);
  cast = (x: Value, to: ElementType) => this.op('Cast', [x], { to: int(ELEMENT_TYPES[to].code) });
  where = (condition: Value, yes: Operand, no: Operand) =>
    this.op('Where', [condition, this.#value(yes), this.#value(no)]);

  /** a [..., m, k] · b [..., k, n] → [..., m, n] */
  matmul = (a: Value, b: Value) => this.op('MatMul', [a, b]);

  /** x [m, in] · weight [in, out] + bias [out] → [m, out]; the transposes refer to x and weight. */
  gemm(x: Value, weight: Value, bias: Value | null, transpose = { a: false, b: false }): Value {
    return this.op('Gemm', bias ? [x, weight, bias] : [x, weight], {
      transA: int(Number(transpose.a)),
      transB: int(Number(transpose.b)),
    });
  }

  /** x [batch, in, *spatial], weight [out, in/groups, *kernel] → [batch, out, *spatial'] */
  conv = (x: Value, weight: Value, bias: Value | null, options: ConvOptions = {}) =>
    this.op('Conv', bias ? [x, weight, bias] : [x, weight], convAttributes(options));
  /** x [batch, in, *spatial], weight [in, out/groups, *kernel] → [batch, out, *spatial'] */
  convTranspose = (x: Value, weight: Value, bias: Value | null, options: ConvOptions = {}) =>
    this.op('ConvTranspose', bias ? [x, weight, bias] : [x, weight], {
      ...convAttributes(options),
      ...(options.outputPadding ? { output_padding: ints(options.outputPadding) } : {}),
    });
  maxPool = (x: Value, kernel: readonly number[], options: PoolOptions = { strides: kernel }) =>
    this.op('MaxPool', [x], poolAttributes(kernel, options));
  averagePool = (x: Value, kernel: readonly number[], options: PoolOptions = { strides: kernel }) =>
    this.op('AveragePool', [x], poolAttributes(kernel, options));

  globalAveragePool = (x: Value) => this.op('GlobalAveragePool', [x]);

  /** x [batch, channels, *spatial] by given moments, all [channels]; to train it, see `batchNormTraining`. */
  batchNorm(x: Value, { scale, bias, mean, variance }: BatchNorm, epsilon = 1e-5): Value {
    const inputs = [x, scale, bias, mean, variance];
    return this.op('BatchNormalization', inputs, { epsilon: float(epsilon) });
  }
  /** By the moments over `axis` and all axes behind it; scale and bias of their sizes. */
  layerNorm = (x: Value, scale: Value, bias: Value, axis = -1, epsilon = 1e-5) =>
    this.op('LayerNormalization', [x, scale, bias], { axis: int(axis), epsilon: float(epsilon) });
  softmax = (x: Value, axis = -1) => this.op('Softmax', [x], { axis: int(axis) });

  /** Stretches each axis by its scale, as PyTorch's Upsample does. */
  upsample = (x: Value, scales: readonly number[], mode: 'nearest' | 'linear' = 'nearest') =>
    this.op('Resize', [x, null, this.constant(Float32Array.from(scales), [scales.length])], {
      mode: string(mode),
      coordinate_transformation_mode: string(mode === 'nearest' ? 'asymmetric' : 'half_pixel'),
      nearest_mode: string('floor'),
    });

  reduceSum = (x: Value, axes?: readonly number[], keepDims = false) =>
    this.#reduce('ReduceSum', x, axes, keepDims);
  reduceMean = (x: Value, axes?: readonly number[], keepDims = false) =>
    this.#reduce('ReduceMean', x, axes, keepDims);
  reduceMax = (x: Value, axes?: readonly number[], keepDims = false) =>
    this.#reduce('ReduceMax', x, axes, keepDims);

  /** 0 copies a dimension, -1 is worked out. */
  reshape = (x: Value, shape: readonly number[]) => this.op('Reshape', [x, this.int64s(shape)]);
  transpose = (x: Value, order: readonly number[]) =>
    this.op('Transpose', [x], { perm: ints(order) });
  unsqueeze = (x: Value, axes: readonly number[]) => this.op('Unsqueeze', [x, this.int64s(axes)]);
  squeeze = (x: Value, axes: readonly number[]) => this.op('Squeeze', [x, this.int64s(axes)]);
  expand = (x: Value, shape: readonly number[]) => this.op('Expand', [x, this.int64s(shape)]);
  concat = (values: readonly Value[], axis: number) =>
    this.op('Concat', values, { axis: int(axis) });
  split = (x: Value, sizes: readonly number[], axis: number) =>
    this.ops('Split', [x, this.int64s(sizes)], { axis: int(axis) });
  /** x[..., from:to, ...] along one axis; negative positions count from the end. */
  slice = (x: Value, axis: number, from: number, to: number) =>
    this.op('Slice', [x, this.int64s([from]), this.int64s([to]), this.int64s([axis])]);
  /** Adds zeros: so many before and after along each axis; takes away where negative. */
  pad = (x: Value, before: readonly number[], after: readonly number[]) =>
    this.op('Pad', [x, this.int64s([...before, ...after])]);
  gather = (x: Value, indices: Value, axis: number) =>
    this.op('Gather', [x, indices], { axis: int(axis) });

  /** Adds `updates` to the places `indices` (of their shape) along one axis of `data`. */
  scatterAdd = (data: Value, indices: Value, updates: Value, axis = 0) =>
    this.op('ScatterElements', [data, indices, updates], {
      axis: int(axis),
      reduction: string('add'),
    });

  #reduce(op: string, x: Value, axes: readonly number[] | undefined, keepDims: boolean): Value {
    const inputs = axes ? [x, this.int64s(axes)] : [x];
    return this.op(op, inputs, { keepdims: int(Number(keepDims)) });
  }

  #binary(op: string, a: Operand, b: Operand): Value {
    return this.op(op, [this.#value(a), this.#value(b)]);
  }

  #value(operand: Operand): Value {
    return typeof operand === 'number' ? this.scalar(operand) : operand;
  }
}

function convAttributes({ strides, dilations, pads, groups }: ConvOptions): Attributes {
  return {
    ...(groups !== undefined && groups !== 1 ? { group: int(groups) } : {}),
    ...(strides ? { strides: ints(strides) } : {}),
    ...(dilations ? { dilations: ints(dilations) } : {}),
    ...(pads ? { pads: ints(pads) } : {}),
  };
}

function poolAttributes(kernel: readonly number[], options: PoolOptions): Attributes {
  return {
    kernel_shape: ints(kernel),
    ...convAttributes(options),
    ...(options.ceil ? { ceil_mode: int(1) } : {}),
    ...(options.countPadding ? { count_include_pad: int(1) } : {}),
  };
}

import { type Attributes, float, int, ints, string, tensor } from '@lookout/shared/onnx/attribute';
import type { GraphBuilder } from '@lookout/shared/onnx/graph';
import type { Value } from '@lookout/shared/onnx/value';

/** Builds one node and returns the outputs that it names; sizes of `batch` are open. */
export type OperatorCase = (g: GraphBuilder) => Value[];

const image = (g: GraphBuilder, name = 'x') => g.input(name, 'float32', ['batch', 4, 4, 6]);
const weight = (g: GraphBuilder, ...shape: number[]) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return g.constant(
    Float32Array.from({ length: count }, (_, i) => 0.3 + 0.01 * i),
    shape,
  );
};
const onImage =
  (op: string, attributes: Attributes = {}): OperatorCase =>
  (g) =>
    g.ops(op, [image(g)], attributes);
const onPair =
  (op: string, attributes: Attributes = {}): OperatorCase =>
  (g) =>
    g.ops(op, [image(g), weight(g, 4, 1, 6)], attributes);
const onTruths =
  (op: string): OperatorCase =>
  (g) => {
    const x = image(g);
    return g.ops(op, op === 'Not' ? [g.less(x, 0.5)] : [g.less(x, 0.5), g.greater(x, 0.2)]);
  };
const withSizes =
  (op: string, sizes: number[], attributes: Attributes = {}): OperatorCase =>
  (g) =>
    g.ops(op, [image(g), g.int64s(sizes)], attributes);
const recurrent =
  (op: string, gates: number, both: boolean): OperatorCase =>
  (g) => {
    const [ways, hidden] = [both ? 2 : 1, 3];
    const inputs = [
      g.input('x', 'float32', [7, 'batch', 5]),
      weight(g, ways, gates * hidden, 5),
      weight(g, ways, gates * hidden, hidden),
    ];
    const direction = string(both ? 'bidirectional' : 'forward');
    return g.ops(op, inputs, { hidden_size: int(hidden), direction });
  };
const each = (ops: string[], build: (op: string) => OperatorCase) =>
  Object.fromEntries(ops.map((op) => [op, build(op)]));

const unary =
  'Abs Ceil Celu Cos Dropout Elu Erf Exp Floor Gelu HardSigmoid HardSwish Identity LeakyRelu Log LogSoftmax Mish Neg Reciprocal Relu Round Selu Sigmoid Sign Sin Softmax Softplus Softsign Sqrt Tanh ThresholdedRelu Shape Size GlobalAveragePool GlobalMaxPool Flatten RandomNormalLike RandomUniformLike';
const binary =
  'Add Div Equal Greater GreaterOrEqual Less LessOrEqual Max Mean Min Mul Pow PRelu Sub Sum';
const reductions =
  'ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceSum ReduceSumSquare';

/** Every operator of INFER, to be held to what the runtime returns. */
export const OPERATORS: Readonly<Record<string, OperatorCase>> = {
  ...each(unary.split(' '), (op) => onImage(op)),
  ...each(binary.split(' '), (op) => onPair(op)),
  ...each(reductions.split(' '), (op) => withSizes(op, [1, -1], { keepdims: int(0) })),
  ...each(['And', 'Not', 'Or'], onTruths),
  ...each(['ArgMax', 'ArgMin'], (op) => onImage(op, { axis: int(2), keepdims: int(0) })),
  ...each(['RandomNormal', 'RandomUniform'], (op) => (g) => g.ops(op, [], { shape: ints([2, 3]) })),
  AveragePool: onImage('AveragePool', {
    kernel_shape: ints([3, 3]),
    strides: ints([2, 2]),
    ceil_mode: int(1),
  }),
  BatchNormalization: (g) => {
    const channels = weight(g, 4);
    return g.ops('BatchNormalization', [image(g), channels, channels, channels, channels]);
  },
  Cast: onImage('Cast', { to: int(7) }),
  Clip: (g) => [g.clip(image(g), 0.2, 0.8)],
  Concat: (g) => [g.concat([image(g), image(g, 'z')], 1)],
  ConstantOfShape: (g) =>
    g.ops('ConstantOfShape', [g.int64s([2, 3])], {
      value: tensor({ name: '', type: 'int64', shape: [1], data: BigInt64Array.of(7n) }),
    }),
  Conv: (g) => [g.conv(image(g), weight(g, 6, 2, 3, 3), null, { groups: 2, strides: [1, 2] })],
  ConvTranspose: (g) => [
    g.convTranspose(image(g), weight(g, 4, 2, 3, 3), null, {
      groups: 2,
      strides: [2, 2],
      outputPadding: [1, 0],
    }),
  ],
  DepthToSpace: onImage('DepthToSpace', { blocksize: int(2) }),
  DequantizeLinear: (g) => {
    const quantized = g.cast(image(g), 'uint8');
    return g.ops('DequantizeLinear', [quantized, g.scalar(0.1)]);
  },
  Expand: withSizes('Expand', [1, 4, 4, 6]),
  Gather: withSizes('Gather', [0, 2, -1], { axis: int(1) }),
  Gemm: (g) =>
    g.ops('Gemm', [g.input('x', 'float32', ['batch', 4]), weight(g, 5, 4), weight(g, 5)], {
      transB: int(1),
    }),
  GroupNormalization: (g) =>
    g.ops('GroupNormalization', [image(g), weight(g, 4), weight(g, 4)], { num_groups: int(2) }),
  GRU: recurrent('GRU', 3, true),
  InstanceNormalization: (g) =>
    g.ops('InstanceNormalization', [image(g), weight(g, 4), weight(g, 4)]),
  LayerNormalization: (g) =>
    g.ops('LayerNormalization', [image(g), weight(g, 4, 6)], {
      axis: int(2),
      epsilon: float(1e-3),
    }),
  LSTM: recurrent('LSTM', 4, false),
  MatMul: (g) => [g.matmul(image(g), weight(g, 6, 5))],
  MaxPool: onImage('MaxPool', { kernel_shape: ints([2, 2]), strides: ints([2, 2]) }),
  Mod: onPair('Mod', { fmod: int(1) }),
  Pad: withSizes('Pad', [0, 1, 0, 2, 0, -1, 0, 1]),
  QuantizeLinear: (g) => g.ops('QuantizeLinear', [image(g), g.scalar(0.1)]),
  Range: (g) => {
    const number = (value: bigint) => g.constant(BigInt64Array.of(value), []);
    return g.ops('Range', [number(1n), number(8n), number(2n)]);
  },
  Reshape: withSizes('Reshape', [-1, 24]),
  Resize: (g) => [g.upsample(image(g), [1, 1, 2, 1.5], 'linear')],
  RNN: recurrent('RNN', 1, false),
  ScatterElements: (g) => {
    const x = image(g);
    const one = (data: BigInt64Array | Float32Array) => g.constant(data, [1, 1, 1, 1]);
    return [g.scatterAdd(x, one(BigInt64Array.of(1n)), one(Float32Array.of(1)), 3)];
  },
  Slice: (g) => [g.slice(image(g), -1, 1, -1)],
  SpaceToDepth: onImage('SpaceToDepth', { blocksize: int(2) }),
  Split: onImage('Split', { axis: int(-1), num_outputs: int(3) }),
  Squeeze: (g) => [g.squeeze(g.input('x', 'float32', ['batch', 1, 6]), [1])],
  Tile: withSizes('Tile', [1, 2, 1, 3]),
  Transpose: onImage('Transpose', { perm: ints([0, 2, 3, 1]) }),
  Unsqueeze: withSizes('Unsqueeze', [1, -1]),
  Where: (g) => {
    const x = image(g);
    return [g.where(g.less(x, 0.5), x, weight(g, 4, 1, 6))];
  },
};

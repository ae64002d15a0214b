import { intAttribute } from './attribute.ts';
import { OnnxError } from './error.ts';
import { type Infer, need } from './operands.ts';
import { broadcast } from './shape.ts';
import { elementTypeOfCode } from './value.ts';

export const sameAsFirst: Infer = (inputs) => {
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

/** f(x, y, ...) at each place by itself, operands broadcast as in numpy; and Softmax, of x's shape too. */
export const INFER_ELEMENTWISE: Readonly<Record<string, Infer>> = {
  Abs: sameAsFirst,
  Add: elementwise,
  And: compare,
  Cast: (inputs, attributes) => {
    const type = elementTypeOfCode(intAttribute(attributes, 'to', 0));
    if (!type) throw new OnnxError('unsupported', 'Cast to an element type that is not supported');
    return [{ type, shape: need(inputs, 0).shape }];
  },
  Ceil: sameAsFirst,
  Celu: sameAsFirst,
  Clip: sameAsFirst,
  Cos: sameAsFirst,
  DequantizeLinear: (inputs) => [{ type: need(inputs, 1).type, shape: need(inputs, 0).shape }],
  Div: elementwise,
  // y, and which elements were kept. In training mode it would be random.
  Dropout: (inputs) => {
    if (inputs[2]) throw new OnnxError('unsupported', 'Dropout with a training mode: leave it out');
    const { type, shape } = need(inputs, 0);
    return [
      { type, shape },
      { type: 'bool', shape },
    ];
  },
  Elu: sameAsFirst,
  Equal: compare,
  Erf: sameAsFirst,
  Exp: sameAsFirst,
  Floor: sameAsFirst,
  Gelu: sameAsFirst,
  Greater: compare,
  GreaterOrEqual: compare,
  HardSigmoid: sameAsFirst,
  HardSwish: sameAsFirst,
  Identity: sameAsFirst,
  LeakyRelu: sameAsFirst,
  Less: compare,
  LessOrEqual: compare,
  Log: sameAsFirst,
  LogSoftmax: sameAsFirst,
  Max: elementwise,
  Mean: elementwise,
  Min: elementwise,
  Mish: sameAsFirst,
  Mod: elementwise,
  Mul: elementwise,
  Neg: sameAsFirst,
  Not: sameAsFirst,
  Or: compare,
  Pow: elementwise,
  PRelu: sameAsFirst,
  QuantizeLinear: (inputs) => [{ type: inputs[2]?.type ?? 'uint8', shape: need(inputs, 0).shape }],
  Reciprocal: sameAsFirst,
  Relu: sameAsFirst,
  Round: sameAsFirst,
  Selu: sameAsFirst,
  Sigmoid: sameAsFirst,
  Sign: sameAsFirst,
  Sin: sameAsFirst,
  Softmax: sameAsFirst,
  Softplus: sameAsFirst,
  Softsign: sameAsFirst,
  Sqrt: sameAsFirst,
  Sub: elementwise,
  Sum: elementwise,
  Tanh: sameAsFirst,
  ThresholdedRelu: sameAsFirst,
  Where: (inputs) => {
    const [condition, yes, no] = [need(inputs, 0), need(inputs, 1), need(inputs, 2)];
    return [
      { type: yes.type, shape: [condition, yes, no].map((value) => value.shape).reduce(broadcast) },
    ];
  },
};

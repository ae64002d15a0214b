import { floatAttribute, intAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import { type Rule, single } from './rule.ts';

/** 2/√π, the slope of erf at 0 */
const ERF_SLOPE = 2 / Math.sqrt(Math.PI);

/** y = f(x), element by element (Softmax: along one axis); dy is dL/dy. Defaults as in ONNX. */
export const ACTIVATION_RULES: Readonly<Record<string, Rule>> = {
  Celu: single(({ g, x, y, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 1);
    return [() => g.where(g.greater(x, 0), dy, g.mul(dy, g.add(g.div(y, alpha), 1)))];
  }),
  Dropout: single((node, dy) => {
    if (node.inputs[2]) throw new OnnxError('unsupported', 'no gradient for Dropout in training');
    return [() => dy];
  }),
  Elu: single(({ g, x, y, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 1);
    return [() => g.where(g.greater(x, 0), dy, g.mul(dy, g.add(y, alpha)))];
  }),
  Erf: single(({ g, x }, dy) => [() => g.mul(dy, g.mul(g.exp(g.neg(g.square(x))), ERF_SLOPE))]),
  HardSigmoid: single(({ g, y, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 0.2);
    const sloped = () => g.less(g.abs(g.sub(y, 0.5)), 0.5);
    return [() => g.where(sloped(), g.mul(dy, alpha), 0)];
  }),
  // x · clip(x/6 + ½, 0, 1)
  HardSwish: single(({ g, x }, dy) => {
    const slope = () =>
      g.where(
        g.less(g.abs(x), 3),
        g.add(g.div(x, 3), 0.5),
        g.where(g.greater(x, 0), g.scalar(1), 0),
      );
    return [() => g.mul(dy, slope())];
  }),
  LeakyRelu: single(({ g, x, attributes }, dy) => {
    const slope = floatAttribute(attributes, 'alpha', 0.01);
    return [() => g.where(g.greater(x, 0), dy, g.mul(dy, slope))];
  }),
  LogSoftmax: single(({ g, y, attributes }, dy) => {
    const axis = intAttribute(attributes, 'axis', -1);
    return [() => g.sub(dy, g.mul(g.exp(y), g.reduceSum(dy, [axis], true)))];
  }),
  // x · tanh(softplus(x))
  Mish: single(({ g, x }, dy) => [
    () => {
      const gate = g.tanh(g.softplus(x));
      const slope = g.mul(g.mul(x, g.sigmoid(x)), g.sub(1, g.square(gate)));
      return g.mul(dy, g.add(gate, slope));
    },
  ]),
  PRelu: single((node, dy) => {
    const { g, x } = node;
    const slope = node.input(1);
    const above = g.greater(x, 0);
    return [() => g.where(above, dy, g.mul(dy, slope)), () => g.where(above, 0, g.mul(dy, x))];
  }),
  Relu: single(({ g, y }, dy) => [() => g.mul(dy, g.sign(y))]),
  Selu: single(({ g, x, y, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 1.6732631921768188);
    const gamma = floatAttribute(attributes, 'gamma', 1.0507010221481323);
    const slope = () => g.where(g.greater(x, 0), g.scalar(gamma), g.add(y, alpha * gamma));
    return [() => g.mul(dy, slope())];
  }),
  Sigmoid: single(({ g, y }, dy) => [() => g.mul(dy, g.mul(y, g.sub(1, y)))]),
  Softmax: single(({ g, y, attributes }, dy) => {
    const axis = intAttribute(attributes, 'axis', -1);
    return [
      () => {
        const weighted = g.mul(dy, y);
        return g.sub(weighted, g.mul(y, g.reduceSum(weighted, [axis], true)));
      },
    ];
  }),
  Softplus: single(({ g, x }, dy) => [() => g.mul(dy, g.sigmoid(x))]),
  Softsign: single(({ g, x }, dy) => [() => g.div(dy, g.square(g.add(g.abs(x), 1)))]),
  Tanh: single(({ g, y }, dy) => [() => g.mul(dy, g.sub(1, g.square(y)))]),
  ThresholdedRelu: single(({ g, x, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 1);
    return [() => g.where(g.greater(x, alpha), dy, 0)];
  }),
};

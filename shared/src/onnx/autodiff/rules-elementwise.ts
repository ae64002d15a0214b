import { floatAttribute } from '../attribute.ts';
import { type Rule, single } from './rule.ts';

/** y = f(x), element by element; dy is dL/dy. */
export const ELEMENTWISE_RULES: Readonly<Record<string, Rule>> = {
  Abs: single(({ g, x }, dy) => [() => g.mul(dy, g.sign(x))]),
  Add: single((_, dy) => [() => dy, () => dy]),
  Cast: single(({ g, x }, dy) => [x.type.startsWith('float') ? () => g.cast(dy, x.type) : null]),
  // Inside the bounds Clip changes nothing, which also lets the bounds themselves pass, as PyTorch does.
  Clip: single(({ g, x, y }, dy) => [() => g.where(g.equal(x, y), dy, 0)]),
  Div: single((node, dy) => {
    const { g, y } = node;
    const b = node.input(1);
    return [() => g.div(dy, b), () => g.neg(g.div(g.mul(dy, y), b))];
  }),
  Elu: single(({ g, x, y, attributes }, dy) => {
    const alpha = floatAttribute(attributes, 'alpha', 1);
    return [() => g.where(g.greater(x, 0), dy, g.mul(dy, g.add(y, alpha)))];
  }),
  Exp: single(({ g, y }, dy) => [() => g.mul(dy, y)]),
  Identity: single((_, dy) => [() => dy]),
  LeakyRelu: single(({ g, x, attributes }, dy) => {
    const slope = floatAttribute(attributes, 'alpha', 0.01);
    return [() => g.where(g.greater(x, 0), dy, g.mul(dy, slope))];
  }),
  Log: single(({ g, x }, dy) => [() => g.div(dy, x)]),
  Max: single((node, dy) => {
    const { g, x } = node;
    const first = g.greater(x, node.input(1));
    return [() => g.where(first, dy, 0), () => g.where(first, 0, dy)];
  }),
  Min: single((node, dy) => {
    const { g, x } = node;
    const first = g.less(x, node.input(1));
    return [() => g.where(first, dy, 0), () => g.where(first, 0, dy)];
  }),
  Mul: single((node, dy) => [
    () => node.g.mul(dy, node.input(1)),
    () => node.g.mul(dy, node.input(0)),
  ]),
  Neg: single(({ g }, dy) => [() => g.neg(dy)]),
  Pow: single((node, dy) => {
    const { g, x } = node;
    const power = node.input(1);
    return [() => g.mul(dy, g.mul(power, g.pow(x, g.sub(power, 1)))), null];
  }),
  Reciprocal: single(({ g, y }, dy) => [() => g.neg(g.mul(dy, g.square(y)))]),
  Relu: single(({ g, y }, dy) => [() => g.mul(dy, g.sign(y))]),
  // Straight-through (Bengio 2013): the true gradient is 0 everywhere and would stop all learning.
  Round: single((_, dy) => [() => dy]),
  Sigmoid: single(({ g, y }, dy) => [() => g.mul(dy, g.mul(y, g.sub(1, y)))]),
  Softplus: single(({ g, x }, dy) => [() => g.mul(dy, g.sigmoid(x))]),
  Sqrt: single(({ g, y }, dy) => [() => g.div(g.mul(dy, 0.5), y)]),
  Sub: single(({ g }, dy) => [() => dy, () => g.neg(dy)]),
  Tanh: single(({ g, y }, dy) => [() => g.mul(dy, g.sub(1, g.square(y)))]),
  Where: single((node, dy) => {
    const { g, x: condition } = node;
    return [null, () => g.where(condition, dy, 0), () => g.where(condition, 0, dy)];
  }),
};

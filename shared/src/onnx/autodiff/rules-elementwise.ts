import type { Value } from '../value.ts';
import { type Backward, type NodeView, type Rule, single } from './rule.ts';

/** y = f(x), element by element; dy is dL/dy. */
export const ELEMENTWISE_RULES: Readonly<Record<string, Rule>> = {
  Abs: single(({ g, x }, dy) => [() => g.mul(dy, g.sign(x))]),
  Add: single((_, dy) => [() => dy, () => dy]),
  Cast: single(({ g, x }, dy) => [x.type.startsWith('float') ? () => g.cast(dy, x.type) : null]),
  // Inside the bounds Clip changes nothing, which also lets the bounds themselves pass, as PyTorch does.
  Clip: single(({ g, x, y }, dy) => [() => g.where(g.equal(x, y), dy, 0)]),
  Cos: single(({ g, x }, dy) => [() => g.neg(g.mul(dy, g.op('Sin', [x])))]),
  Div: single((node, dy) => {
    const { g, y } = node;
    const b = node.input(1);
    return [() => g.div(dy, b), () => g.neg(g.div(g.mul(dy, y), b))];
  }),
  Exp: single(({ g, y }, dy) => [() => g.mul(dy, y)]),
  Identity: single((_, dy) => [() => dy]),
  Log: single(({ g, x }, dy) => [() => g.div(dy, x)]),
  Max: single(toTheLast),
  Mean: single((node, dy) => {
    const { g, inputs } = node;
    return inputs.map(() => () => g.div(dy, inputs.length));
  }),
  Min: single(toTheLast),
  Mul: single((node, dy) => [
    () => node.g.mul(dy, node.input(1)),
    () => node.g.mul(dy, node.input(0)),
  ]),
  Neg: single(({ g }, dy) => [() => g.neg(dy)]),
  Pow: single((node, dy) => {
    const { g, x, y } = node;
    const power = floating(node, node.input(1));
    return [
      () => g.mul(dy, g.mul(power, g.pow(x, g.sub(power, 1)))),
      // ∂(x^p)/∂p = x^p · ln x, for a base above 0
      () => g.mul(dy, g.mul(y, g.log(g.where(g.greater(x, 0), x, 1)))),
    ];
  }),
  Reciprocal: single(({ g, y }, dy) => [() => g.neg(g.mul(dy, g.square(y)))]),
  // Straight-through (Bengio 2013): the true gradient is 0 everywhere and would stop all learning.
  Round: single((_, dy) => [() => dy]),
  Sin: single(({ g, x }, dy) => [() => g.mul(dy, g.op('Cos', [x]))]),
  Sqrt: single(({ g, y }, dy) => [() => g.div(g.mul(dy, 0.5), y)]),
  Sub: single(({ g }, dy) => [() => dy, () => g.neg(dy)]),
  Sum: single(({ inputs }, dy) => inputs.map(() => () => dy)),
  Where: single((node, dy) => {
    const { g, x: condition } = node;
    return [null, () => g.where(condition, dy, 0), () => g.where(condition, 0, dy)];
  }),
};

/** Largest or smallest of several operands: the gradient goes to the last one that is the result. */
function toTheLast(node: NodeView, dy: Value): Backward[] {
  const { g, y, inputs } = node;
  return inputs.map((_, i) => () => {
    const later = inputs.slice(i + 1).map((_, j) => node.input(i + 1 + j));
    const won = g.where(g.equal(node.input(i), y), dy, 0);
    return later.reduce((left, other) => g.where(g.equal(other, y), 0, left), won);
  });
}

/** An exponent may be of integers. */
function floating({ g, x }: NodeView, value: Value): Value {
  return value.type === x.type ? value : g.cast(value, x.type);
}

import { type Attributes, float, floatAttribute, int, intAttribute } from '../attribute.ts';
import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';
import { fixedShape, type NodeView, type Rule, single } from './rule.ts';

export const LINEAR_RULES: Readonly<Record<string, Rule>> = {
  // y [..., m, n] = a [..., m, k] · b [..., k, n], each a vector [k] too
  MatMul: single((node, dy) => {
    const [a, b] = [node.input(0), node.input(1)];
    const rows = a.shape.length === 1;
    const columns = b.shape.length === 1;
    const { g } = node;
    const wideA = () => (rows ? g.unsqueeze(a, [0]) : a);
    const wideB = () => (columns ? g.unsqueeze(b, [1]) : b);
    const wideDy = () => {
      const full = rows ? g.unsqueeze(dy, [columns ? 0 : -2]) : dy;
      return columns ? g.unsqueeze(full, [-1]) : full;
    };
    return [
      () => narrow(g, matmulByTranspose(g, wideDy(), wideB()), a, -2),
      () => narrow(g, transposeByMatmul(g, wideA(), wideDy(), b.shape.length), b, -1),
    ];
  }),

  // y [m, n] = alpha · a' · b' + beta · c, where a' and b' may be transposes
  Gemm: single((node, dy) => {
    const { g, attributes } = node;
    const [a, b] = [node.input(0), node.input(1)];
    const ta = intAttribute(attributes, 'transA', 0) === 1;
    const tb = intAttribute(attributes, 'transB', 0) === 1;
    const beta = floatAttribute(attributes, 'beta', 1);
    const scaled = (left: Value, right: Value, transpose: Attributes) =>
      g.op('Gemm', [left, right], { ...transpose, ...scale(node) });
    return [
      () =>
        ta
          ? scaled(b, dy, transposes(tb, true)) // da = b' · dyᵀ
          : scaled(dy, b, transposes(false, !tb)), // da = dy · b'ᵀ
      () =>
        tb
          ? scaled(dy, a, transposes(true, ta)) // db = dyᵀ · a'
          : scaled(a, dy, transposes(!ta, false)), // db = a'ᵀ · dy
      () => (beta === 1 ? dy : g.mul(dy, beta)),
    ];
  }),
};

/** dy · bᵀ */
function matmulByTranspose(g: GraphBuilder, dy: Value, b: Value): Value {
  if (b.shape.length > 2) return g.matmul(dy, swapLast(g, b));
  const product = g.gemm(rowsOf(g, dy), b, null, { a: false, b: true });
  if (dy.shape.length === 2) return product;
  return g.reshape(product, [...fixedShape(dy).slice(0, -1), -1]);
}

/** aᵀ · dy; where b is one matrix for a whole stack, its gradients are summed in the same product. */
function transposeByMatmul(g: GraphBuilder, a: Value, dy: Value, rankOfB: number): Value {
  if (rankOfB > 2) return g.matmul(swapLast(g, a), dy);
  return g.gemm(rowsOf(g, a), rowsOf(g, dy), null, { a: true, b: false });
}

/** [..., m, n] → [..·m, n] */
function rowsOf(g: GraphBuilder, x: Value): Value {
  return x.shape.length === 2 ? x : g.reshape(x, [-1, fixedShape(x).at(-1) ?? 1]);
}

/** Takes the axis off again that a vector was given. */
function narrow(g: GraphBuilder, gradient: Value, like: Value, axis: number): Value {
  return like.shape.length === 1 ? g.squeeze(gradient, [axis]) : gradient;
}

function swapLast(g: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return g.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

function transposes(a: boolean, b: boolean): Attributes {
  return { transA: int(Number(a)), transB: int(Number(b)) };
}

function scale({ attributes }: NodeView): Attributes {
  const alpha = floatAttribute(attributes, 'alpha', 1);
  return alpha === 1 ? {} : { alpha: float(alpha) };
}

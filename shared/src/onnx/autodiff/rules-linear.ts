import { floatAttribute, intAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';
import { fixedShape, type Rule, single } from './rule.ts';

export const LINEAR_RULES: Readonly<Record<string, Rule>> = {
  // y [..., m, n] = a [..., m, k] · b [..., k, n]
  MatMul: single((node, dy) => {
    const { g } = node;
    const [a, b] = [node.input(0), node.input(1)];
    if (a.shape.length < 2 || b.shape.length < 2) {
      throw new OnnxError('unsupported', 'no gradient for MatMul with a vector: add an axis of 1');
    }
    if (b.shape.length > 2) {
      return [() => g.matmul(dy, swapLast(g, b)), () => g.matmul(swapLast(g, a), dy)];
    }
    const likeRows = (x: Value) => (a.shape.length === 2 ? x : g.reshape(x, fixedShape(a)));
    const rows = (x: Value) => (x.shape.length === 2 ? x : g.reshape(x, [-1, fixedLast(x)]));
    return [
      () => likeRows(g.gemm(rows(dy), b, null, { a: false, b: true })),
      () => g.gemm(rows(a), rows(dy), null, { a: true, b: false }),
    ];
  }),

  // y [m, n] = a' · b' + c, where a' and b' may be transposes
  Gemm: single((node, dy) => {
    const { g, attributes } = node;
    const [a, b] = [node.input(0), node.input(1)];
    const ta = intAttribute(attributes, 'transA', 0) === 1;
    const tb = intAttribute(attributes, 'transB', 0) === 1;
    if (
      [floatAttribute(attributes, 'alpha', 1), floatAttribute(attributes, 'beta', 1)].some(
        (v) => v !== 1,
      )
    ) {
      throw new OnnxError('unsupported', 'no gradient for Gemm with alpha or beta other than 1');
    }
    return [
      () =>
        ta
          ? g.gemm(b, dy, null, { a: tb, b: true }) // da = b' · dyᵀ
          : g.gemm(dy, b, null, { a: false, b: !tb }), // da = dy · b'ᵀ
      () =>
        tb
          ? g.gemm(dy, a, null, { a: true, b: ta }) // db = dyᵀ · a'
          : g.gemm(a, dy, null, { a: !ta, b: false }), // db = a'ᵀ · dy
      () => dy,
    ];
  }),
};

function swapLast(g: GraphBuilder, x: Value): Value {
  const axes = x.shape.map((_, i) => i);
  return g.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

function fixedLast(x: Value): number {
  return fixedShape(x).at(-1) ?? 1;
}

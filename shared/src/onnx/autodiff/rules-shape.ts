import { intAttribute, intsAttribute, stringAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import { constantInts } from '../operands.ts';
import { normalizeAxis } from '../shape.ts';
import type { Value } from '../value.ts';
import { fixedCount, fixedShape, type NodeView, type Rule, single } from './rule.ts';

const reshapeBack: Rule = single(({ g, x }, dy) => [() => g.reshape(dy, fixedShape(x))]);

export const SHAPE_RULES: Readonly<Record<string, Rule>> = {
  Concat: single((node, dy) => {
    const { g, inputs } = node;
    const axis = normalizeAxis(intAttribute(node.attributes, 'axis', 0), dy.shape.length);
    let end = 0;
    return inputs.map((_, i) => {
      const start = end;
      end += fixedShape(node.input(i))[axis] ?? 0;
      const to = end;
      return () => g.slice(dy, axis, start, to);
    });
  }),
  Expand: single((_, dy) => [() => dy, null]),
  Flatten: reshapeBack,
  Pad: single((node, dy) => {
    if ((stringAttribute(node.attributes, 'mode') ?? 'constant') !== 'constant') {
      throw new OnnxError('unsupported', 'no gradient for Pad other than by a constant');
    }
    const { g, x } = node;
    const before = constantInts([node.input(1)], 0);
    return [
      () =>
        fixedShape(x).reduce((cut, size, axis) => {
          const from = before[axis] ?? 0;
          return cut.shape[axis] === size ? cut : g.slice(cut, axis, from, from + size);
        }, dy),
      null,
    ];
  }),
  ReduceMean: single((node, dy) => {
    const { g, x, y } = node;
    return [() => g.div(spread(node, dy), fixedCount(x) / fixedCount(y)), null];
  }),
  ReduceSum: single((node, dy) => [() => spread(node, dy), null]),
  Reshape: reshapeBack,
  Slice: single((node, dy) => {
    const steps = node.inputs[4] ? constantInts(node.inputs, 4) : [];
    if (steps.some((step) => step !== 1)) {
      throw new OnnxError('unsupported', 'no gradient for Slice with steps');
    }
    return [() => padBack(node, dy)];
  }),
  Split: (node, dys) => [() => joinParts(node, dys), null],
  Squeeze: reshapeBack,
  Transpose: single(({ g, x, attributes }, dy) => {
    const reversed = x.shape.map((_, i) => x.shape.length - 1 - i);
    const order = intsAttribute(attributes, 'perm') ?? reversed;
    return [
      () =>
        g.transpose(
          dy,
          order.map((_, i) => order.indexOf(i)),
        ),
    ];
  }),
  Unsqueeze: reshapeBack,
};

/** Repeats dy along the axes that were reduced. */
function spread({ g, x, attributes, inputs }: NodeView, dy: Value): Value {
  const shape = fixedShape(x);
  const axes = inputs[1] ? constantInts(inputs, 1) : shape.map((_, i) => i);
  const gone = new Set(axes.map((axis) => normalizeAxis(axis, shape.length)));
  const kept = shape.map((size, i) => (gone.has(i) ? 1 : size));
  const keepDims = intAttribute(attributes, 'keepdims', 1) === 1;
  return g.expand(keepDims ? dy : g.reshape(dy, kept), shape);
}

function padBack(node: NodeView, dy: Value): Value {
  const { g, x } = node;
  const shape = fixedShape(x);
  const starts = constantInts(node.inputs, 1);
  const axes = node.inputs[3] ? constantInts(node.inputs, 3) : starts.map((_, i) => i);
  const before = shape.map(() => 0);
  axes.forEach((axis, i) => {
    const at = normalizeAxis(axis, shape.length);
    const size = shape[at] ?? 0;
    const start = starts[i] ?? 0;
    before[at] = Math.min(Math.max(start < 0 ? start + size : start, 0), size);
  });
  const cut = fixedShape(dy);
  const after = shape.map((size, i) => size - (before[i] ?? 0) - (cut[i] ?? 0));
  return g.pad(dy, before, after);
}

function joinParts(node: NodeView, dys: readonly (Value | null)[]): Value {
  const { g, outputs, attributes } = node;
  const parts = outputs.map((output, i) => dys[i] ?? zeros(g, fixedShape(output)));
  return g.concat(parts, intAttribute(attributes, 'axis', 0));
}

export function zeros(g: GraphBuilder, shape: readonly number[]): Value {
  return g.expand(g.scalar(0), shape);
}

import { intAttribute, intsAttribute, stringAttribute } from '../attribute.ts';
import type { GraphBuilder } from '../graph.ts';
import { constantInts } from '../operands.ts';
import { normalizeAxis } from '../shape.ts';
import type { Value } from '../value.ts';
import { fixedShape, type NodeView, type Rule, single } from './rule.ts';

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
  DepthToSpace: single((node, dy) => [() => depthFromSpace(node, dy)]),
  Expand: single((_, dy) => [() => dy, null]),
  Flatten: reshapeBack,
  Reshape: reshapeBack,
  SpaceToDepth: single(({ g, attributes }, dy) => [
    () =>
      g.op('DepthToSpace', [dy], { blocksize: attributes.blocksize ?? { kind: 'int', value: 1 } }),
  ]),
  Split: (node, dys) => [() => joinParts(node, dys), null],
  Squeeze: reshapeBack,
  Tile: single((node, dy) => [() => sumTiles(node, dy)]),
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

/** SpaceToDepth knows one order of the new channels (DCR); in the other (CRD) the block comes last. */
function depthFromSpace({ g, x, attributes }: NodeView, dy: Value): Value {
  const [batch = 1, channels = 1, height = 1, width = 1] = fixedShape(x);
  const block = intAttribute(attributes, 'blocksize', 1);
  const left = channels / block ** 2;
  const parts = g.reshape(dy, [batch, left, height, block, width, block]);
  const lastBlock = stringAttribute(attributes, 'mode') === 'CRD';
  const order = lastBlock ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4];
  return g.reshape(g.transpose(parts, order), [batch, channels, height, width]);
}

/** [r0·d0, r1·d1, ...] as [r0, d0, r1, d1, ...], summed over the repeats. */
function sumTiles(node: NodeView, dy: Value): Value {
  const { g, x } = node;
  const repeats = constantInts(node.inputs, 1);
  const parts = fixedShape(x).flatMap((size, i) => [repeats[i] ?? 1, size]);
  return g.reduceSum(
    g.reshape(dy, parts),
    repeats.map((_, i) => 2 * i),
  );
}

function joinParts(node: NodeView, dys: readonly (Value | null)[]): Value {
  const { g, outputs, attributes } = node;
  const parts = outputs.map((output, i) => dys[i] ?? zeros(g, fixedShape(output)));
  return g.concat(parts, intAttribute(attributes, 'axis', 0));
}

export function zeros(g: GraphBuilder, shape: readonly number[]): Value {
  return g.expand(g.scalar(0), shape);
}

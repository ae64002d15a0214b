import { at, type ConvGeometry, reachOf } from '../conv-geometry.ts';
import type { GraphBuilder } from '../graph.ts';
import type { Value } from '../value.ts';
import { fixedShape } from './rule.ts';

/**
 * What a convolution gathered, spread back: y [batch, out, *], weight [out, in/group, *kernel] →
 * [batch, in, *size]. What falls into the padding is cut off; positions that no kernel reached (the
 * stride left a remainder) become 0.
 */
export function spreadOnto(
  g: GraphBuilder,
  y: Value,
  weight: Value,
  geometry: ConvGeometry,
  size: readonly number[],
  groups = 1,
): Value {
  const { strides, dilations, padsBegin } = geometry;
  const over = fixedShape(y)
    .slice(2)
    .map((count, i) => {
      const reached = (count - 1) * at(strides, i) + reachOf(geometry, i);
      return reached - at(padsBegin, i) - at(size, i);
    });
  return g.convTranspose(y, weight, null, {
    strides,
    dilations,
    groups,
    pads: [...padsBegin, ...over.map((rows) => Math.max(0, rows))],
    outputPadding: over.map((rows) => Math.max(0, -rows)),
  });
}

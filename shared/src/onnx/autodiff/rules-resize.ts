import { type Attributes, intAttribute, stringAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import { resizeAxes } from '../infer-resize.ts';
import { type Interpolation, interpolationMatrix } from '../interpolation.ts';
import { elementCount, type Value } from '../value.ts';
import { fixedShape, type Rule, single } from './rule.ts';

const MODES = ['nearest', 'linear'] as const;
const COORDINATES = ['half_pixel', 'pytorch_half_pixel', 'asymmetric', 'align_corners'] as const;
const NEAREST = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'] as const;

/** Along each axis Resize is a fixed matrix [to, from]; its gradient is the product by the transpose. */
export const RESIZE_RULES: Readonly<Record<string, Rule>> = {
  Resize: single((node, dy) => {
    const { g, x, attributes } = node;
    const interpolation = interpolationOf(attributes);
    const scales = resizeAxes(node.inputs, attributes);
    return [
      () =>
        fixedShape(x).reduce((gradient, from, axis) => {
          const to = fixedShape(dy)[axis] ?? from;
          const scale = scales[axis]?.scale ?? 1;
          if (from === to && scale === 1) return gradient;
          const matrix = interpolationMatrix({ from, to, scale }, interpolation);
          return alongAxis(g, gradient, axis, g.constant(matrix, [to, from]));
        }, dy),
    ];
  }),
};

/** y [..., to, ...] · matrix [to, from] along one axis → [..., from, ...] */
function alongAxis(g: GraphBuilder, y: Value, axis: number, matrix: Value): Value {
  const shape = fixedShape(y);
  const [to = 1, from = 1] = fixedShape(matrix);
  const after = elementCount(shape.slice(axis + 1)) ?? 1;
  const product =
    after === 1
      ? g.matmul(g.reshape(y, [-1, to]), matrix)
      : g.matmul(g.transpose(matrix, [1, 0]), g.reshape(y, [-1, to, after]));
  return g.reshape(product, shape.with(axis, from));
}

function interpolationOf(attributes: Attributes): Interpolation {
  if (intAttribute(attributes, 'antialias', 0) === 1) {
    throw new OnnxError('unsupported', 'no gradient for Resize with antialias');
  }
  return {
    mode: oneOf(MODES, attributes, 'mode'),
    coordinates: oneOf(COORDINATES, attributes, 'coordinate_transformation_mode'),
    nearest: oneOf(NEAREST, attributes, 'nearest_mode'),
  };
}

/** The first of `known` is ONNX's default. */
function oneOf<T extends string>(
  known: readonly [T, ...T[]],
  attributes: Attributes,
  name: string,
): T {
  const written = stringAttribute(attributes, name) ?? known[0];
  const found = known.find((one) => one === written);
  if (found) return found;
  throw new OnnxError('unsupported', `no gradient for Resize with ${name} ${written}`);
}

import { type Attributes, intAttribute, intsAttribute } from '../attribute.ts';
import { at, type ConvGeometry, convGeometry } from '../conv-geometry.ts';
import { OnnxError } from '../error.ts';
import { elementCount, type Value } from '../value.ts';
import { evenly } from './extremes.ts';
import { fixedCount, fixedShape, type NodeView, type Rule, single } from './rule.ts';
import { spreadOnto } from './spread-onto.ts';

/** x [batch, channels, *spatial] */
export const POOL_RULES: Readonly<Record<string, Rule>> = {
  AveragePool: single((node, dy) => [() => spreadMeans(node, dy)]),
  GlobalAveragePool: single(({ g, x }, dy) => [
    () => g.expand(g.div(dy, fixedCount(x) / fixedCount(dy)), fixedShape(x)),
  ]),
  GlobalMaxPool: single(({ g, x, y }, dy) => [() => evenly(g, x, y, dy, spatialAxes(x))]),
  MaxPool: single((node, dy) => [() => scatterToMaxima(node, dy)]),
};

/** The maxima's positions in the flattened input are MaxPool's second output. */
function scatterToMaxima({ g, x, attributes }: NodeView, dy: Value): Value {
  const [, positions] = g.ops('MaxPool', [x], attributes, 2);
  if (!positions) throw new OnnxError('structure', 'MaxPool returns no positions');
  const zeros = g.expand(g.scalar(0), [fixedCount(x)]);
  const flat = g.scatterAdd(zeros, g.reshape(positions, [-1]), g.reshape(dy, [-1]));
  return g.reshape(flat, fixedShape(x));
}

/** Every window hands its gradient out in equal parts: a transposed convolution by ones. */
function spreadMeans({ g, x, attributes }: NodeView, dy: Value): Value {
  const shape = fixedShape(x);
  const size = shape.slice(2);
  const kernel = intsAttribute(attributes, 'kernel_shape') ?? [];
  const geometry = convGeometry(size, kernel, attributes);
  const counts = fixedShape(dy).slice(2);
  const share = divisors(size, counts, geometry, attributes).map((count) => 1 / count);
  const shares = g.constant(share, [1, 1, ...counts]);
  const ones = g.constant(new Float32Array(elementCount(kernel) ?? 0).fill(1), [1, 1, ...kernel]);
  const images = g.reshape(g.mul(dy, shares), [-1, 1, ...counts]); // [batch·channels, 1, *]
  return g.reshape(spreadOnto(g, images, ones, geometry, size), shape);
}

/** By how much each window's sum was divided, row-major over the windows. */
function divisors(
  size: readonly number[],
  counts: readonly number[],
  geometry: ConvGeometry,
  attributes: Attributes,
): Float32Array {
  const padded = intAttribute(attributes, 'count_include_pad', 0) === 1;
  const { kernel, strides, dilations, padsBegin, padsEnd } = geometry;
  let all = [1];
  counts.forEach((count, i) => {
    const low = padded ? -at(padsBegin, i) : 0;
    const high = at(size, i) + (padded ? at(padsEnd, i) : 0);
    const along = Array.from({ length: count }, (_, window) => {
      const start = window * at(strides, i) - at(padsBegin, i);
      const places = Array.from({ length: at(kernel, i) }, (_, k) => start + k * at(dilations, i));
      return places.filter((place) => place >= low && place < high).length;
    });
    all = all.flatMap((before) => along.map((here) => before * here));
  });
  return Float32Array.from(all);
}

function spatialAxes(x: Value): number[] {
  return x.shape.slice(2).map((_, i) => i + 2);
}

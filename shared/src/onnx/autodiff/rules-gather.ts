import { intAttribute, stringAttribute } from '../attribute.ts';
import { OnnxError } from '../error.ts';
import type { GraphBuilder } from '../graph.ts';
import { constantInts, type Inputs, optionalInts } from '../operands.ts';
import { normalizeAxis } from '../shape.ts';
import type { Value } from '../value.ts';
import { fixedCount, fixedShape, type NodeView, type Rule, single } from './rule.ts';
import { scatterAlong } from './scatter-along.ts';

/** Operators that take elements from other places: their gradient puts them back there. */
export const GATHER_RULES: Readonly<Record<string, Rule>> = {
  Gather: single((node, dy) => {
    const { g, x, attributes } = node;
    const indices = node.input(1);
    const shape = fixedShape(x);
    const axis = normalizeAxis(intAttribute(attributes, 'axis', 0), shape.length);
    const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
    return [
      () => {
        const flat = g.reshape(dy, [...before, fixedCount(indices), ...after]);
        return scatterAlong(g, flat, axis, g.reshape(indices, [-1]), shape[axis] ?? 0);
      },
    ];
  }),
  Pad: single((node, dy) => [() => unpad(node, dy)]),
  Slice: single((node, dy) => [() => slicesOf(node).reduceRight(uncut(node.g), dy)]),
};

interface AxisSlice {
  readonly axis: number;
  readonly size: number;
  readonly start: number;
  readonly step: number;
}

/** Slice's constants, axis by axis, with negative positions worked out. */
function slicesOf({ x, inputs }: NodeView): AxisSlice[] {
  const shape = fixedShape(x);
  const starts = constantInts(inputs, 1);
  const axes = optionalInts(inputs, 3) ?? starts.map((_, i) => i);
  const steps = optionalInts(inputs, 4) ?? starts.map(() => 1);
  return axes.map((given, i) => {
    const axis = normalizeAxis(given, shape.length);
    const size = shape[axis] ?? 0;
    const [start = 0, step = 1] = [starts[i], steps[i]];
    const last = step > 0 ? size : size - 1;
    return {
      axis,
      size,
      step,
      start: Math.min(Math.max(start < 0 ? start + size : start, 0), last),
    };
  });
}

function uncut(g: GraphBuilder): (dy: Value, slice: AxisSlice) => Value {
  return (dy, { axis, size, start, step }) => {
    const shape = fixedShape(dy);
    const count = shape[axis] ?? 0;
    if (step !== 1) {
      const places = Array.from({ length: count }, (_, i) => start + i * step);
      return scatterAlong(g, dy, axis, g.int64s(places), size);
    }
    const along = (rows: number) => shape.map((_, i) => (i === axis ? rows : 0));
    return count === size ? dy : g.pad(dy, along(start), along(size - start - count));
  };
}

function unpad(node: NodeView, dy: Value): Value {
  const { g, x, attributes } = node;
  const mode = stringAttribute(attributes, 'mode') ?? 'constant';
  const shape = fixedShape(x);
  const { before, after } = padsOf(node.inputs, shape.length);
  if (mode === 'constant') {
    return g.pad(
      dy,
      before.map((rows) => -rows),
      after.map((rows) => -rows),
    );
  }
  if (mode !== 'reflect' && mode !== 'edge') {
    throw new OnnxError('unsupported', `no gradient for Pad by ${mode}`);
  }
  return shape.reduce((gradient, size, axis) => {
    const count = fixedShape(dy)[axis] ?? size;
    if (count === size && before[axis] === 0) return gradient;
    const places = Array.from({ length: count }, (_, i) =>
      sourceOf(i - (before[axis] ?? 0), size, mode),
    );
    return scatterAlong(g, gradient, axis, g.int64s(places), size);
  }, dy);
}

/** Where the element at `place`, counted from the unpadded first one, was taken from. */
function sourceOf(place: number, size: number, mode: 'reflect' | 'edge'): number {
  if (mode === 'edge') return Math.min(Math.max(place, 0), size - 1);
  return place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place;
}

function padsOf(inputs: Inputs, rank: number) {
  const pads = constantInts(inputs, 1);
  const axes = optionalInts(inputs, 3) ?? Array.from({ length: rank }, (_, i) => i);
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((given, i) => {
    const axis = normalizeAxis(given, rank);
    before[axis] = pads[i] ?? 0;
    after[axis] = pads[i + axes.length] ?? 0;
  });
  return { before, after };
}

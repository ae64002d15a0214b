import { OnnxError } from './error.ts';
import { type Dim, elementCount, type Shape, showShape } from './value.ts';

/** Shape of an elementwise operation (ONNX "multidirectional broadcasting", as numpy). */
export function broadcast(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) return x;
    if (x === 1) return y;
    // A named size that meets a fixed one must turn out to be that size (or 1) at run time.
    if (typeof x === 'string' && typeof y === 'number') return y;
    if (typeof x === 'number' && typeof y === 'string') return x;
    throw new OnnxError('shape', `cannot broadcast ${showShape(a)} against ${showShape(b)}`);
  });
}

export function matmulShape(a: Shape, b: Shape): Shape {
  const inner = a.at(-1);
  const rows = b.length === 1 ? b[0] : b.at(-2);
  if (a.length === 0 || b.length === 0 || (bothFixed(inner, rows) && inner !== rows)) {
    throw new OnnxError('shape', `cannot multiply ${showShape(a)} by ${showShape(b)}`);
  }
  const stack = broadcast(a.slice(0, -2), b.slice(0, -2));
  const left = a.length === 1 ? [] : a.slice(-2, -1);
  const right = b.length === 1 ? [] : b.slice(-1);
  return [...stack, ...left, ...right];
}

export function reduceShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  const gone = new Set(axes.map((axis) => normalizeAxis(axis, shape.length)));
  if (keepDims) return shape.map((dim, i) => (gone.has(i) ? 1 : dim));
  return shape.filter((_, i) => !gone.has(i));
}

/** `target` as Reshape takes it: 0 copies a dimension, -1 is worked out. */
export function reshapeShape(shape: Shape, target: readonly number[]): Shape {
  const copied: Dim[] = target.map((dim, i) => (dim === 0 ? (shape[i] ?? 0) : dim));
  const free = copied.indexOf(-1);
  if (free >= 0) copied[free] = remainder(shape, copied.toSpliced(free, 1));
  const from = elementCount(shape);
  const to = elementCount(copied);
  if (from !== null && to !== null && from !== to) {
    throw new OnnxError('shape', `cannot reshape ${showShape(shape)} to ${showShape(target)}`);
  }
  return copied;
}

/** What is left of `shape` once the sizes `taken` are divided out. */
function remainder(shape: Shape, taken: Dim[]): Dim {
  const rest = [...taken];
  const names: string[] = [];
  let size = 1;
  for (const dim of shape) {
    const at = typeof dim === 'string' ? rest.indexOf(dim) : -1;
    if (at >= 0) rest.splice(at, 1);
    else if (typeof dim === 'number') size *= dim;
    else {
      // 'batch*6' is what a reshape before this one made of [batch, 6].
      const [, name = dim, factor = '1'] = /^(.+)\*(\d+)$/.exec(dim) ?? [];
      names.push(name);
      size *= Number(factor);
    }
  }
  const fixed = elementCount(rest);
  if (fixed === null || fixed === 0 || size % fixed !== 0) {
    throw new OnnxError('shape', `cannot reshape ${showShape(shape)} by ${showShape(taken)}`);
  }
  const left = size / fixed;
  if (names.length === 0) return left;
  return left === 1 ? names.join('*') : `${names.join('*')}*${left}`;
}

export function concatShape(shapes: readonly Shape[], axis: number): Shape {
  const first = shapes[0] ?? [];
  const at = normalizeAxis(axis, first.length);
  return first.map((dim, i) => {
    if (i !== at) return dim;
    const sizes = shapes.map((shape) => shape[i]);
    const fixed = sizes.filter((size) => typeof size === 'number');
    return fixed.length === sizes.length
      ? fixed.reduce((sum, size) => sum + size, 0)
      : sizes.join('+');
  });
}

/** Length of `from:to:step` along a dimension, with ONNX's clamping and negative indices. */
export function sliceLength(size: number, from: number, to: number, step: number): number {
  const clamp = (index: number, low: number, high: number) =>
    Math.min(Math.max(index < 0 ? index + size : index, low), high);
  const start = step > 0 ? clamp(from, 0, size) : clamp(from, 0, size - 1);
  const end = step > 0 ? clamp(to, 0, size) : clamp(to, -1, size - 1);
  return Math.max(0, Math.ceil((end - start) / step));
}

export function normalizeAxis(axis: number, rank: number): number {
  const normal = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(normal) || normal < 0 || normal >= Math.max(rank, 1)) {
    throw new OnnxError('shape', `axis ${axis} is outside a tensor of rank ${rank}`);
  }
  return normal;
}

function bothFixed(a: Dim | undefined, b: Dim | undefined): boolean {
  return typeof a === 'number' && typeof b === 'number';
}

import type { Shape } from '@lookout/shared/onnx/value';
import type { AxisLabels, LabelPool, Labels } from './label-pool.ts';

/**
 * Labels after a reshape. Axes are matched in runs of equal size: [64, 16] → [1024] repeats each channel's
 * label along the rows, [1024] → [64, 16] joins the labels of what becomes one channel. Anything else
 * keeps its channels for good.
 */
export function reshapeLabels(pool: LabelPool, labels: Labels, from: Shape, to: Shape): Labels {
  const result: AxisLabels[] = to.map(() => null);
  for (const { inner, outer } of matchRuns(from, to)) {
    const labelled = inner.filter((axis) => labels[axis]);
    const [only] = labelled;
    if (only === undefined) continue;
    const [source, target] = [labels[only] ?? null, outer[0]];
    if (labelled.length === 1 && source && target !== undefined) {
      if (inner.length === 1 && outer.length === 1) {
        result[target] = source;
        continue;
      }
      if (outer.length === 1) {
        result[target] = spread(source, only, inner, from);
        continue;
      }
      if (inner.length === 1) {
        result[target] = gather(pool, source, Number(to[target]));
        continue;
      }
    }
    pool.keep(labelled.map((axis) => labels[axis] ?? null));
  }
  return result;
}

/** Position p of the merged axis belongs to the channel at its index along `axis`. */
function spread(
  source: Int32Array,
  axis: number,
  inner: readonly number[],
  from: Shape,
): Int32Array {
  const sizes = inner.map((at) => Number(from[at]));
  const place = inner.indexOf(axis);
  const after = sizes.slice(place + 1).reduce((product, size) => product * size, 1);
  const total = sizes.reduce((product, size) => product * size, 1);
  return Int32Array.from(
    { length: total },
    (_, p) => source[Math.floor(p / after) % source.length] ?? 0,
  );
}

/** The first of the new axes counts the channels; the rest of each is joined to it. */
function gather(pool: LabelPool, source: Int32Array, channels: number): Int32Array {
  const each = source.length / channels;
  source.forEach((label, p) => {
    pool.join(source[Math.floor(p / each) * each] ?? label, label);
  });
  return Int32Array.from({ length: channels }, (_, c) => source[c * each] ?? 0);
}

interface Run {
  readonly inner: readonly number[];
  readonly outer: readonly number[];
}

/** Runs of axes that hold the same elements before and after. */
function matchRuns(from: Shape, to: Shape): Run[] {
  const runs: Run[] = [];
  let [i, o] = [0, 0];
  while (i < from.length && o < to.length) {
    const inner = [i++];
    const outer = [o++];
    let [a, b] = [sizeOf(from[inner[0] ?? 0]), sizeOf(to[outer[0] ?? 0])];
    while (a !== b && (a < b ? i < from.length : o < to.length)) {
      if (a < b) {
        inner.push(i);
        a *= sizeOf(from[i++]);
      } else {
        outer.push(o);
        b *= sizeOf(to[o++]);
      }
    }
    runs.push({ inner: longer(inner, from), outer: longer(outer, to) });
  }
  return runs;
}

/** Axes of 1 hold no channels, unless there is nothing else. */
function longer(axes: readonly number[], shape: Shape): readonly number[] {
  const found = axes.filter((axis) => shape[axis] !== 1);
  return found.length > 0 ? found : axes;
}

/** A batch never meets a fixed size, so any size that no axis has will do. */
const sizeOf = (dim: number | string | undefined): number =>
  typeof dim === 'number' ? dim : 2 ** 40;

import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Pca } from '../baseline/pca.ts';
import { appendQuadratic } from './quadratic.ts';
import type { ScaledWindow, Statistic } from './statistic.ts';

/** Hotelling's T², mean over the rows; expected is the projection onto the model's plane. */
export function appendPcaT2(g: GraphBuilder, window: ScaledWindow, pca: Pca): Statistic {
  return append(
    g,
    window,
    pca,
    outer(pca, window.channels, (variance) => 1 / variance),
  );
}

/** The squared distance from the model's plane (SPE, Q), mean over the rows. */
export function appendPcaSpe(g: GraphBuilder, window: ScaledWindow, pca: Pca): Statistic {
  const { channels } = window;
  const inPlane = outer(pca, channels, () => 1);
  const off = inPlane.map((value, i) => (i % (channels + 1) === 0 ? 1 : 0) - value);
  return append(g, window, pca, off);
}

function append(
  g: GraphBuilder,
  { value: window, channels }: ScaledWindow,
  pca: Pca,
  matrix: Float64Array,
): Statistic {
  const { value, contribution } = appendQuadratic(g, window, matrix, channels);
  const plane = g.constant(Float32Array.from(outer(pca, channels, () => 1)), [channels, channels]);
  return { value, contribution, expected: g.matmul(window, plane) };
}

/** Σ_k weight(variance_k)·a_k·a_kᵀ over the components: [channels, channels]. */
function outer(
  { variances, axes }: Pca,
  channels: number,
  weight: (variance: number) => number,
): Float64Array {
  const matrix = new Float64Array(channels * channels);
  variances.forEach((variance, k) => {
    const axis = axes.slice(k * channels, (k + 1) * channels);
    axis.forEach((a, i) => {
      axis.forEach((b, j) => {
        const at = i * channels + j;
        matrix[at] = (matrix[at] ?? 0) + weight(variance) * a * b;
      });
    });
  });
  return matrix;
}

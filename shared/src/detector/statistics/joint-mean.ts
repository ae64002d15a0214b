import type { GraphBuilder } from '../../onnx/graph.ts';
import type { Value } from '../../onnx/value.ts';
import type { WindowMean } from '../baseline/window-mean.ts';

/**
 * Mahalanobis distance of two window means side by side: that of what the network was shown, and that of
 * its error. On normal data the one nearly tells the other; a shift that the decoder follows, or one that
 * it does not, breaks that.
 *
 * A channel owns one entry in each half. Its contribution is what the distance falls by when both are put
 * where it is smallest: uᵀ(P_cc)⁻¹u with u the two entries of P·v and P_cc their 2 × 2 block
 * (reconstruction-based contribution in two dimensions: Alcala & Qin 2009).
 */
export function appendJointMean(
  g: GraphBuilder,
  shown: Value, // [batch, rows, channels]
  error: Value, // [batch, rows, channels]
  { mean, precision }: WindowMean, // of [2 · channels]
): { value: Value; contribution: Value } {
  const size = mean.length;
  const channels = size / 2;
  const means = g.concat([g.reduceMean(shown, [1]), g.reduceMean(error, [1])], 1);
  const deviation = g.sub(means, g.constant(Float32Array.from(mean), [size])); // [batch, size]
  const weighted = g.matmul(deviation, g.constant(Float32Array.from(precision), [size, size]));
  const [first = weighted, second = weighted] = g.split(weighted, [channels, channels], 1);
  const blocks = inverseBlocks(precision, channels);
  const constant = (values: Float32Array) => g.constant(values, [channels]);
  const squares = g.add(
    g.mul(g.square(first), constant(blocks.first)),
    g.mul(g.square(second), constant(blocks.second)),
  );
  const cross = g.mul(g.mul(g.mul(first, second), 2), constant(blocks.cross));
  return {
    value: g.relu(g.reduceSum(g.mul(deviation, weighted), [1])), // rounding can leave a hair below 0
    contribution: g.add(squares, cross),
  };
}

/** The inverse of every channel's 2 × 2 block of the precision. */
function inverseBlocks(precision: readonly number[], channels: number) {
  const size = 2 * channels;
  const first = new Float32Array(channels);
  const second = new Float32Array(channels);
  const cross = new Float32Array(channels);
  for (let c = 0; c < channels; c++) {
    const a = precision[c * size + c] ?? 1;
    const b = precision[c * size + channels + c] ?? 0;
    const d = precision[(channels + c) * size + channels + c] ?? 1;
    const determinant = Math.max(a * d - b * b, Number.EPSILON * a * d);
    first[c] = d / determinant;
    second[c] = a / determinant;
    cross[c] = -b / determinant;
  }
  return { first, second, cross };
}

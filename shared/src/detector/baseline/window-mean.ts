import { Matrix } from 'ml-matrix';
import { centre, columnMeans, inverseSpd, ledoitWolf, quadraticForm } from '../covariance.ts';

/** Where the window's mean lies on normal data. */
export interface WindowMean {
  readonly mean: number[]; // [channels]
  readonly precision: number[]; // [channels, channels], row-major
}

/** Added to the covariance's diagonal: constant channels would make it singular. */
const ridge = 1e-4;

/** `means` are the means of normal windows, [windows, channels], standardised. */
export function fitWindowMean(means: Float64Array, channels: number): WindowMean {
  const mean = columnMeans(means, channels);
  const covariance = ledoitWolf(centre(means, channels, mean), channels);
  const precision = inverseSpd(covariance.add(Matrix.eye(channels).mul(ridge)));
  return { mean: Array.from(mean), precision: Array.from(precision) };
}

/** Mahalanobis distance, squared: (m - m̄)ᵀ(Σ + 1e-4·I)⁻¹(m - m̄) per window. */
export function scoreWindowMean(
  { mean, precision }: WindowMean,
  means: Float64Array, // [windows, channels]
  channels: number,
): Float64Array {
  const centred = centre(means, channels, Float64Array.from(mean));
  return Float64Array.from({ length: means.length / channels }, (_, window) =>
    quadraticForm(precision, centred, channels, window),
  );
}

/** Mean of each window per channel: [windows, channels]. */
export function channelMeans(
  z: Float64Array, // [rows, channels]
  channels: number,
  ends: Int32Array,
  windowLength: number,
): Float64Array {
  const means = new Float64Array(ends.length * channels);
  ends.forEach((end, window) => {
    for (let row = end + 1 - windowLength; row <= end; row++)
      for (let j = 0; j < channels; j++) {
        const at = window * channels + j;
        means[at] = (means[at] ?? 0) + (z[row * channels + j] ?? 0) / windowLength;
      }
  });
  return means;
}

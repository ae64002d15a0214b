import { EigenvalueDecomposition } from 'ml-matrix';
import { crossProduct } from '../covariance.ts';

/** Principal components of the standardised rows. */
export interface Pca {
  readonly variances: number[]; // [components], falling
  readonly axes: number[]; // [components, channels], row-major
}

/** Keeps as many components as hold `share` of the variance. `z` is [rows, channels]. */
export function fitPca(z: Float64Array, channels: number, share = 0.9): Pca {
  const rows = z.length / channels;
  const covariance = crossProduct(z, channels, z, channels).div(rows);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const order = realEigenvalues.map((_, i) => i);
  order.sort((a, b) => (realEigenvalues[b] ?? 0) - (realEigenvalues[a] ?? 0));
  const total = realEigenvalues.reduce((sum, value) => sum + value, 0);
  const variances: number[] = [];
  const axes: number[] = [];
  let held = 0;
  for (const i of order) {
    if (held >= share * total && variances.length > 0) break;
    const variance = Math.max(realEigenvalues[i] ?? 0, 1e-9);
    held += variance;
    variances.push(variance);
    axes.push(...eigenvectorMatrix.getColumn(i));
  }
  return { variances, axes };
}

/**
 * Hotelling's T² (the distance within the model's plane) and SPE or Q (the squared distance from it) of
 * each row (Jackson & Mudholkar 1979). `z` is [rows, channels], both results are [rows].
 */
export function pcaRows(
  { variances, axes }: Pca,
  z: Float64Array,
  channels: number,
): { t2: Float64Array; spe: Float64Array } {
  const rows = z.length / channels;
  const t2 = new Float64Array(rows);
  const spe = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const offset = row * channels;
    let square = 0;
    for (let j = 0; j < channels; j++) square += (z[offset + j] ?? 0) ** 2;
    let inPlane = 0;
    let distance = 0;
    for (let k = 0; k < variances.length; k++) {
      let projection = 0;
      for (let j = 0; j < channels; j++)
        projection += (axes[k * channels + j] ?? 0) * (z[offset + j] ?? 0);
      inPlane += projection ** 2;
      distance += projection ** 2 / (variances[k] ?? 1);
    }
    t2[row] = distance;
    spe[row] = Math.max(0, square - inPlane);
  }
  return { t2, spe };
}

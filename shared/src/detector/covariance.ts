import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Mean of every column of [rows, columns]. */
export function columnMeans(data: Float64Array, columns: number): Float64Array {
  const rows = data.length / columns;
  const means = new Float64Array(columns);
  data.forEach((value, i) => {
    const column = i % columns;
    means[column] = (means[column] ?? 0) + value / rows;
  });
  return means;
}

/** XᵀY of two row-major matrices of equally many rows: [xColumns, yColumns]. */
export function crossProduct(
  x: Float64Array,
  xColumns: number,
  y: Float64Array,
  yColumns: number,
): Matrix {
  const product = Array.from({ length: xColumns }, () => new Float64Array(yColumns));
  const rows = x.length / xColumns;
  for (let row = 0; row < rows; row++) {
    const yRow = y.subarray(row * yColumns, (row + 1) * yColumns);
    for (let i = 0; i < xColumns; i++) {
      const value = x[row * xColumns + i] ?? 0;
      const out = product[i];
      if (value === 0 || out === undefined) continue;
      for (let j = 0; j < yColumns; j++) out[j] = (out[j] ?? 0) + value * (yRow[j] ?? 0);
    }
  }
  return new Matrix(product);
}

/** Subtracts the column means. */
export function centre(data: Float64Array, columns: number, means: Float64Array): Float64Array {
  return data.map((value, i) => value - (means[i % columns] ?? 0));
}

/**
 * Covariance shrunk towards a multiple of the identity, with the shrinkage that minimises the expected
 * squared error (Ledoit & Wolf 2004, "A well-conditioned estimator for large-dimensional covariance
 * matrices"). `centred` is [rows, columns] with zero column means.
 */
export function ledoitWolf(centred: Float64Array, columns: number): Matrix {
  const rows = centred.length / columns;
  const empirical = crossProduct(centred, columns, centred, columns).div(rows);
  const mu = empirical.trace() / columns;
  let quartic = 0; // mean over the rows of |x|⁴
  for (let row = 0; row < rows; row++) {
    let square = 0;
    for (let i = row * columns; i < (row + 1) * columns; i++) square += (centred[i] ?? 0) ** 2;
    quartic += square ** 2 / rows;
  }
  const frobenius = empirical.norm('frobenius') ** 2;
  const delta = (frobenius - columns * mu ** 2) / columns;
  const beta = Math.min((quartic - frobenius) / (columns * rows), delta);
  const shrinkage = delta > 0 ? beta / delta : 0;
  return empirical.mul(1 - shrinkage).add(Matrix.eye(columns).mul(shrinkage * mu));
}

/** Inverse of a symmetric positive definite matrix, row-major: [columns, columns]. */
export function inverseSpd(matrix: Matrix): Float64Array {
  const inverse = new CholeskyDecomposition(matrix).solve(Matrix.eye(matrix.rows));
  return Float64Array.from(inverse.to1DArray());
}

/** vᵀPv of row `row` of `data` [rows, columns] with P row-major [columns, columns]. */
export function quadraticForm(
  precision: ArrayLike<number>,
  data: Float64Array,
  columns: number,
  row: number,
): number {
  const offset = row * columns;
  let total = 0;
  for (let i = 0; i < columns; i++) {
    let product = 0;
    for (let j = 0; j < columns; j++)
      product += (precision[i * columns + j] ?? 0) * (data[offset + j] ?? 0);
    total += product * (data[offset + i] ?? 0);
  }
  return total;
}

import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import {
  centre,
  columnMeans,
  crossProduct,
  inverseSpd,
  ledoitWolf,
  quadraticForm,
} from '../covariance.ts';

/** Vector autoregression of order 1: the next row from this one, ẑ' = zA. */
export interface Var1 {
  readonly transition: number[]; // [channels, channels], row-major
  readonly precision: number[]; // [channels, channels] of the residual, row-major
}

/** Pairs of rows that follow each other, both [pairs, channels]. */
export interface RowPairs {
  readonly from: Float64Array;
  readonly to: Float64Array;
}

export function pairRows(z: Float64Array, channels: number, breakBefore: Uint8Array): RowPairs {
  const from: number[] = [];
  const to: number[] = [];
  for (let row = 1; row < breakBefore.length; row++) {
    if (breakBefore[row] === 1) continue;
    for (let j = 0; j < channels; j++) {
      from.push(z[(row - 1) * channels + j] ?? 0);
      to.push(z[row * channels + j] ?? 0);
    }
  }
  return { from: Float64Array.from(from), to: Float64Array.from(to) };
}

/** Ridge regression A = (XᵀX + 0.05·n·I)⁻¹XᵀY; the residual's covariance is shrunk. */
export function fitVar1({ from, to }: RowPairs, channels: number): Var1 {
  const pairs = from.length / channels;
  const gram = crossProduct(from, channels, from, channels);
  gram.add(Matrix.eye(channels).mul(0.05 * pairs));
  const solution = new CholeskyDecomposition(gram).solve(
    crossProduct(from, channels, to, channels),
  );
  const transition = solution.to1DArray();
  const residual = residuals(transition, { from, to }, channels);
  const centred = centre(residual, channels, columnMeans(residual, channels));
  const covariance = ledoitWolf(centred, channels).add(Matrix.eye(channels).mul(1e-6));
  return { transition, precision: Array.from(inverseSpd(covariance)) };
}

/** rᵀPr of every row against the one before it, 0 at a break. `z` is [rows, channels]. */
export function var1Rows(
  { transition, precision }: Var1,
  z: Float64Array,
  channels: number,
  breakBefore: Uint8Array,
): Float64Array {
  const residual = var1Residual(transition, z, channels);
  return Float64Array.from(breakBefore, (isBreak, row) =>
    isBreak === 1 ? 0 : quadraticForm(precision, residual, channels, row - 1),
  );
}

/** z' - zA of every row but the first, whether it follows the one before or not: [rows - 1, channels]. */
export const var1Residual = (
  transition: ArrayLike<number>,
  z: Float64Array, // [rows, channels]
  channels: number,
): Float64Array =>
  residuals(transition, { from: z.subarray(0, -channels), to: z.subarray(channels) }, channels);

function residuals(
  transition: ArrayLike<number>,
  { from, to }: RowPairs,
  channels: number,
): Float64Array {
  const residual = Float64Array.from(to);
  for (let row = 0; row < to.length / channels; row++)
    for (let i = 0; i < channels; i++) {
      const value = from[row * channels + i] ?? 0;
      for (let j = 0; j < channels; j++) {
        const at = row * channels + j;
        residual[at] = (residual[at] ?? 0) - value * (transition[i * channels + j] ?? 0);
      }
    }
  return residual;
}

const sweeps = 20_000;
const tolerance = 1e-12;

/**
 * x ≥ 0 with the least ‖Ax - b‖², by coordinate descent from 0 (Franc, Hlaváč and Navara 2005): for the
 * handful of columns that it is meant for, simple and sure to end. A column of zeros gets 0.
 * @param a rows, all of equal length
 */
export function nonNegativeLeastSquares(
  a: readonly (readonly number[])[],
  b: readonly number[],
): number[] {
  const columns = a[0]?.length ?? 0;
  const column = (j: number) => a.map((row) => row[j] ?? 0);
  // Columns of equal length: sums of products count in millions, calls in ones.
  const norms = Array.from({ length: columns }, (_, j) => Math.hypot(...column(j)));
  const unit = norms.map((norm, j) => column(j).map((value) => (norm > 0 ? value / norm : 0)));
  const dot = (u: readonly number[], v: readonly number[]) =>
    u.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0);
  const gram = unit.map((u) => unit.map((v) => dot(u, v)));
  const x = norms.map(() => 0);
  const gradient = unit.map((u) => -dot(u, b));
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    let largest = 0;
    for (let j = 0; j < columns; j += 1) {
      if (norms[j] === 0) continue;
      const before = x[j] ?? 0;
      const after = Math.max(0, before - (gradient[j] ?? 0));
      const step = after - before;
      if (step === 0) continue;
      x[j] = after;
      largest = Math.max(largest, Math.abs(step));
      gram.forEach((row, i) => {
        gradient[i] = (gradient[i] ?? 0) + step * (row[j] ?? 0);
      });
    }
    if (largest < tolerance) break;
  }
  return x.map((value, j) => (norms[j] ? value / norms[j] : 0));
}

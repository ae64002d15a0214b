/** Index of the row nearest to a time; -1 without rows. @param at ascending. */
export function nearestRow(at: readonly number[], time: number): number {
  let low = 0;
  let high = at.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [at[low - 1], at[low]];
  if (before !== undefined && after !== undefined && time - before < after - time) return low - 1;
  return after === undefined ? -1 : low;
}

/** Index of the last row in which a column has a value; -1 without one. */
export function lastRow(column: readonly (number | null)[]): number {
  return column.findLastIndex((value) => value !== null);
}

/** Spearman's: 1 where two scores put all windows in the same order. Ties share their mean rank. */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [ranksOf(a), ranksOf(b)];
  const middle = (x.length - 1) / 2;
  let [both, first, second] = [0, 0, 0];
  x.forEach((rank, i) => {
    const [dx, dy] = [rank - middle, (y[i] ?? 0) - middle];
    both += dx * dy;
    first += dx * dx;
    second += dy * dy;
  });
  return both / Math.sqrt(first * second);
}

function ranksOf(values: ArrayLike<number>): Float64Array {
  const numbers = Array.from(values);
  const order = [...numbers.keys()].sort((i, j) => (numbers[i] ?? 0) - (numbers[j] ?? 0));
  const ranks = new Float64Array(numbers.length);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && numbers[order[to] ?? 0] === numbers[order[from] ?? 0]) to += 1;
    for (const i of order.slice(from, to)) ranks[i] = (from + to - 1) / 2;
    from = to;
  }
  return ranks;
}

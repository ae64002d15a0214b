import { quantile } from '../calibration.ts';

/** What alerts at one level came to, over all recordings together. */
export interface LevelOutcome {
  readonly falseAlarms: number;
  /** Events for which no alert was raised. */
  readonly missed: number;
}

export interface Costs {
  readonly perFalseAlarm: number;
  readonly perMiss: number;
}

export interface CostPoint extends LevelOutcome {
  readonly level: number;
  readonly cost: number;
}

export interface CostCurve {
  readonly points: readonly CostPoint[];
  /** The cheapest level; of equally cheap ones that in the middle of their longest stretch. */
  readonly cheapest: CostPoint;
}

/** Levels worth trying: evenly spaced in the logarithm of the share of windows above them. Rising. */
export function levelsToTry(scores: ArrayLike<number>, count = 60): number[] {
  if (scores.length === 0) return [];
  const rising = Float64Array.from(scores).sort();
  const rarest = 1 / (2 * rising.length);
  const levels = Array.from({ length: count }, (_, k) =>
    quantile(rising, 1 - 0.5 * (rarest / 0.5) ** (k / (count - 1))),
  );
  const past = (rising.at(-1) ?? 0) + 1e-9;
  return [...new Set([...levels, past])].sort((a, b) => a - b);
}

/**
 * Cost of false alarms and misses at each level. The minimum is read off the very labels that it is
 * counted on: it shows what kind of level the costs call for, and is no estimate of later costs. Null
 * without a level.
 */
export function costCurve(
  levels: readonly number[],
  outcomeAt: (level: number) => LevelOutcome,
  { perFalseAlarm, perMiss }: Costs,
): CostCurve | null {
  const points = levels.map((level): CostPoint => {
    const outcome = outcomeAt(level);
    const cost = perFalseAlarm * outcome.falseAlarms + perMiss * outcome.missed;
    return { level, ...outcome, cost };
  });
  const cheapest = middleOfCheapest(points);
  return cheapest ? { points, cheapest } : null;
}

function middleOfCheapest(points: readonly CostPoint[]): CostPoint | undefined {
  const least = Math.min(...points.map(({ cost }) => cost));
  let best: readonly CostPoint[] = [];
  for (let from = 0; from < points.length; ) {
    let to = from;
    while (points[to]?.cost === least) to++;
    if (to - from > best.length) best = points.slice(from, to);
    from = to + 1;
  }
  return best[best.length >> 1];
}

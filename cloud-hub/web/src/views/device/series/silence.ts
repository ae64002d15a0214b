const leastMs = 10_000;
const periods = 5;

interface Silence {
  /** Times of the rows, ms UTC. */
  readonly at: readonly number[];
  readonly bucketMs: number | null;
  readonly periodMs: number | null;
  /** Where the stretch in sight ends. */
  readonly to: number;
  readonly now: number;
}

/** Since when nothing was heard, up to the end of the stretch; null while rows come as they should. */
export function silentSince({ at, bucketMs, periodMs, to, now }: Silence): number | null {
  const last = at.at(-1);
  if (last === undefined) return null;
  const limitMs = Math.max(leastMs, periods * (periodMs ?? 0), 2 * (bucketMs ?? 0));
  return Math.min(to, now) - last > limitMs ? last : null;
}

/** False alarms of a stretch of normal operation, with what they say about other days. */
export interface AlarmsPerDay {
  readonly count: number;
  /** Asset-days of normal operation that were scored. */
  readonly days: number;
  readonly perDay: number;
  /** Exact 95 % interval for alarms that come by chance alone (Poisson; Garwood 1936). */
  readonly low: number;
  readonly high: number;
}

const dayMs = 86_400_000;

/** Null without a window of normal operation. @param quietWindows stride 1, so each is a period long */
export function alarmsPerDay(
  count: number,
  quietWindows: number,
  periodMs: number,
): AlarmsPerDay | null {
  if (quietWindows === 0) return null;
  const days = (quietWindows * periodMs) / dayMs;
  const low = count === 0 ? 0 : meanWhere((mean) => 1 - poissonBelow(count, mean) >= 0.025);
  const high = meanWhere((mean) => poissonBelow(count + 1, mean) <= 0.025);
  return { count, days, perDay: count / days, low: low / days, high: high / days };
}

/** P(N < count) of a Poisson distribution. */
function poissonBelow(count: number, mean: number): number {
  let logTerm = -mean;
  let sum = 0;
  for (let n = 0; n < count; n++) {
    sum += Math.exp(logTerm);
    logTerm += Math.log(mean) - Math.log(n + 1);
  }
  return sum;
}

/** The smallest mean at which a condition holds that goes on holding for every larger one. */
function meanWhere(holds: (mean: number) => boolean): number {
  let high = 1;
  while (!holds(high)) high *= 2;
  let low = 0;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}

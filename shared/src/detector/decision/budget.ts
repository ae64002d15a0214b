const dayMs = 86_400_000;

/** More often than one window in ten no score is in its tail; rarer than one in a million no tail is known. */
export const rateLimits = { min: 1e-6, max: 0.1 } as const;

/**
 * A budget in alarms, told as the share of normal windows that may exceed a level. Windows overlap, so they
 * exceed it in clusters, and a cluster is one alarm (the extremal index: Leadbetter, 1983). Clusters are
 * taken to be as long as a window; those too short for the on-delay raise nothing.
 *
 * @param clusterWindows windows of one alarm
 * @returns share of windows, 1e-6 to 0.1: 1.2e-4 for one alarm a day of ten-row windows at one row a
 * second, 3.5 % at one in five minutes
 */
export function exceedanceRate(
  alarmsPerDay: number,
  periodMs: number,
  clusterWindows: number,
): number {
  const rate = (alarmsPerDay * clusterWindows * periodMs) / dayMs;
  return Math.min(rateLimits.max, Math.max(rateLimits.min, rate));
}

/** The inverse: alarms a day where a share `rate` of the windows exceeds the level. */
export const alarmsPerDayAt = (rate: number, periodMs: number, clusterWindows: number): number =>
  (rate * dayMs) / (periodMs * clusterWindows);

export interface BackOffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/**
 * Full jitter: anywhere between nothing and the doubled-up limit, so that a fleet cut off together does
 * not come back together (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015).
 * @param attempt 0 after the first failure.
 * @param random uniform in [0, 1).
 */
export const fullJitterMs = (
  attempt: number,
  random: number,
  { firstMs, mostMs }: BackOffLimits,
): number => random * Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 30));

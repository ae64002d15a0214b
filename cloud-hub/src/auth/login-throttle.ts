const freeFailures = 5;
const firstWaitMs = 1_000;
const longestWaitMs = 5 * 60_000;
const forgottenAfterMs = 60 * 60_000;
const mostEntries = 10_000;

interface Failures {
  readonly count: number;
  readonly lastAt: number;
}

/** Nothing for the first few, then twice as long after every further one. */
export const waitMs = (failures: number): number =>
  failures < freeFailures
    ? 0
    : Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(failures - freeFailures, 20));

/**
 * Slows down guessing. One key is one name from one address, so that nobody can lock another out from
 * elsewhere. Kept in memory: each hub of several counts for itself.
 */
export class LoginThrottle {
  private readonly failures = new Map<string, Failures>();

  /** How long this key has to wait still; 0 when it may try. */
  waitMs(key: string, now: number): number {
    const known = this.failures.get(key);
    if (known === undefined || now - known.lastAt > forgottenAfterMs) return 0;
    return Math.max(0, known.lastAt + waitMs(known.count) - now);
  }

  failed(key: string, now: number): void {
    const known = this.failures.get(key);
    const count = known !== undefined && now - known.lastAt <= forgottenAfterMs ? known.count : 0;
    this.failures.delete(key);
    this.failures.set(key, { count: count + 1, lastAt: now });
    if (this.failures.size > mostEntries) this.forgetOldest();
  }

  succeeded(key: string): void {
    this.failures.delete(key);
  }

  /** A Map keeps the order of insertion, which `failed` renews. */
  private forgetOldest(): void {
    const oldest = this.failures.keys().next();
    if (!oldest.done) this.failures.delete(oldest.value);
  }
}

import type { Clock } from './clock.ts';

interface Waiter {
  readonly dueMs: number;
  readonly resolve: () => void;
}

/** A clock that stands still until it is told to go on. */
export class FakeClock implements Clock {
  private waiters: Waiter[] = [];
  private askers: (() => void)[] = [];

  constructor(private nowMs = 1_700_000_000_000) {}

  now = (): number => {
    for (const resolve of this.askers.splice(0)) resolve();
    return this.nowMs;
  };

  /** Resolves when somebody next asks for the time: a message has arrived. */
  whenAsked(): Promise<void> {
    return new Promise((resolve) => this.askers.push(resolve));
  }

  wait = (delayMs: number, signal: AbortSignal): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    if (signal.aborted) resolve();
    else this.waiters.push({ dueMs: this.nowMs + delayMs, resolve });
    signal.addEventListener('abort', () => resolve(), { once: true });
    return promise;
  };

  /** Moves on by `ms`, stopping at every waiter on the way and letting it run. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.nowMs + ms;
    await settle();
    for (;;) {
      const next = this.waiters.sort((a, b) => a.dueMs - b.dueMs)[0];
      if (next === undefined || next.dueMs > untilMs) break;
      this.waiters.shift();
      this.nowMs = Math.max(this.nowMs, next.dueMs);
      next.resolve();
      await settle();
    }
    this.nowMs = untilMs;
  }

  /** The clock is set, as by NTP: nobody who waits is woken. */
  set(nowMs: number): void {
    this.nowMs = nowMs;
  }
}

/** Lets everything that is ready run, file reads and sockets on the loopback included. */
async function settle(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
}

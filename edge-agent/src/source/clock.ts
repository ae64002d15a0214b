/** Time as a source needs it, so that tests can hold it. */
export interface Clock {
  /** ms UTC since 1970. */
  now(): number;
  /** Resolves after `delayMs`, or at once when `signal` is aborted; it never rejects. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (delayMs, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, delayMs);
      signal.addEventListener('abort', done, { once: true });
    }),
};

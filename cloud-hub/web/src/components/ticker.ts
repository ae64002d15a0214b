import { useSyncExternalStore } from 'react';
import { useLive } from '../api/live-context.tsx';

/** One timer for every age on the page, so that all of them turn at once and a still page costs little. */
class Ticker {
  #atMs = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly everyMs: number) {}

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.#tick(), this.everyMs);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  readonly atMs = (): number => this.#atMs;

  #tick(): void {
    this.#atMs = Date.now();
    for (const listener of this.#listeners) listener();
  }
}

const everySecond = new Ticker(1_000);
const everyHalfSecond = new Ticker(500);

/** Hub time, ms UTC, moving on once a second. */
export function useNow(): number {
  const { clock } = useLive();
  return clock.now(useSyncExternalStore(everySecond.subscribe, everySecond.atMs));
}

/** Renders again twice a second. */
export function useHalfSecond(): void {
  useSyncExternalStore(everyHalfSecond.subscribe, everyHalfSecond.atMs);
}

import { keyOf } from './candidates.ts';
import type { Placed } from './placement.ts';

export interface RunTime extends Placed {
  readonly ms: number;
}

/** For how long each variant ran on each provider. */
export class RunTimes {
  readonly #times = new Map<string, RunTime>();

  add({ variant, provider }: Placed, ms: number): void {
    const key = keyOf({ variant, provider });
    this.#times.set(key, { variant, provider, ms: (this.#times.get(key)?.ms ?? 0) + ms });
  }

  /** The longest first. */
  all(): RunTime[] {
    return [...this.#times.values()].sort((a, b) => b.ms - a.ms);
  }
}

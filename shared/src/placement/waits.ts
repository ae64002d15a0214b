import type { PlacementPolicy } from '../protocol/placement.ts';
import { freshForMs } from './evidence.ts';
import type { PlacementMemory } from './placement.ts';

const hourMs = 3_600_000;

/**
 * How long conditions have lasted. Without a decision for a minute, or with a clock that went back, nobody
 * knows whether they did: the waits begin anew. Marks stay until they are taken away.
 */
export class Waits {
  readonly #now: number;
  readonly #before: Readonly<Record<string, number>>;
  readonly #next: Record<string, number> = {};

  constructor({ decidedAt, since }: PlacementMemory, now: number) {
    this.#now = now;
    const step = decidedAt === null ? Number.NaN : now - decidedAt;
    this.#before = step >= 0 && step <= freshForMs ? since : {};
    for (const [key, at] of Object.entries(since))
      if (key.startsWith('mark:')) this.#next[key] = Math.min(at, now);
  }

  /** Ms that it has lasted; null while it does not hold. */
  lasting(condition: string, holds: boolean): number | null {
    if (!holds) return null;
    const since = Math.min(this.#before[condition] ?? this.#now, this.#now);
    this.#next[condition] = since;
    return this.#now - since;
  }

  mark(what: string): void {
    this.#next[`mark:${what}`] = this.#now;
  }

  unmark(what: string): void {
    delete this.#next[`mark:${what}`];
  }

  /** Ms since it was marked; null where it is not. */
  sinceMark(what: string): number | null {
    const at = this.#next[`mark:${what}`];
    return at === undefined ? null : this.#now - at;
  }

  kept(): Readonly<Record<string, number>> {
    return { ...this.#next };
  }
}

/** Of the last hour; what a clock that went back makes of the future counts as of now. */
export const switchesOfLastHour = (switchedAt: readonly number[], now: number): number[] =>
  switchedAt.map((at) => Math.min(at, now)).filter((at) => now - at < hourMs);

export interface Bar {
  readonly code: 'dwell' | 'capped';
  readonly words: string;
}

/** What keeps a switch that is not urgent from being made now. */
export function barOf(
  switches: readonly number[],
  policy: PlacementPolicy,
  now: number,
): Bar | null {
  const limit = policy.maxSwitchesPerHour;
  if (switches.length >= limit)
    return {
      code: 'capped',
      words: `it has switched ${switches.length} of ${limit} times this hour`,
    };
  const last = Math.max(...switches);
  const leftMs = policy.dwellMs - (now - last);
  return leftMs > 0
    ? {
        code: 'dwell',
        words: `it has switched ${seconds(now - last)} ago and stays ${seconds(policy.dwellMs)}`,
      }
    : null;
}

export const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

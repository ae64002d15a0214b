/** What is known of a model's runs on a provider. */
export interface KnownRuns {
  /** Distance of two windows, ms; null: nobody waits for them. */
  readonly strideMs: number | null;
  /** Loading it took so long, its first run included, ms. */
  readonly loadMs: number;
  /** The longest of its last runs with as many windows, ms; null: there was none. */
  readonly longestMs: number | null;
}

/** A process may wait so long for a CPU, or for its pages. */
export const leastPatienceMs = 1_000;
export const mostPatienceMs = 10_000;
/** Others on the same processor stretch a run; beyond this it is of no use here, whatever it does. */
const stretch = 5;
/** A size that was not run yet is compiled anew, which is in the load too. */
const firstRunStretch = 2;

/**
 * A run that has not ended after so long, in ms, is not waited for: its provider hangs. About one stride, but
 * never so short that a first run (shaders, engines) or a busy processor is taken for a hang.
 */
export function runPatienceMs(
  { strideMs, loadMs, longestMs }: KnownRuns,
  leastMs = leastPatienceMs,
): number {
  if (strideMs === null) return mostPatienceMs;
  const expectedMs = longestMs === null ? firstRunStretch * loadMs : stretch * longestMs;
  return Math.round(Math.min(mostPatienceMs, Math.max(leastMs, strideMs, expectedMs)));
}

const forgets = 0.98;

/** How long loading a model took, and its runs. */
export class RunTimes {
  private loadMs = 0;
  /** By windows in a run; the longest fade, as a busy hour is over at some time. */
  private readonly longest = new Map<number, number>();

  loaded(ms: number): void {
    this.loadMs = ms;
    this.longest.clear();
  }

  ran(windows: number, ms: number): void {
    this.longest.set(windows, Math.max(ms, forgets * (this.longest.get(windows) ?? 0)));
  }

  known(windows: number): Omit<KnownRuns, 'strideMs'> {
    return { loadMs: this.loadMs, longestMs: this.longest.get(windows) ?? null };
  }
}

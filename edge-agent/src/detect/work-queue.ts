import { largestRun } from '@lookout/shared/detector/run-limit';
import type { DetectorModel, Provider } from './child-protocol.ts';
import type { DetectError } from './detect-error.ts';
import type { RunTimes } from './run-patience.ts';
import type { Score } from './scored-window.ts';

/** A window on its way through the inference process. */
export interface PendingWindow {
  readonly data: Float32Array;
  readonly resolve: (score: Score) => void;
  readonly reject: (error: DetectError) => void;
  /** It was in a run during which the process died; a second time gives it up. */
  retried: boolean;
}

/**
 * `unloaded`: not in the present process. `loaded`: windows can be scored.
 * `leaving`: loaded, and let go when its last window is scored. `refused`: for good, see `error`.
 */
export type ModelState = 'unloaded' | 'loaded' | 'leaving' | 'refused';

export interface ModelWork {
  readonly model: DetectorModel;
  state: ModelState;
  error: DetectError | null;
  provider: Provider | null;
  /** Deaths of the process in a row that this model's requests had to do with. */
  crashes: number;
  readonly windows: PendingWindow[];
  /** Who waits for it to have left the memory. */
  readonly farewells: (() => void)[];
  readonly times: RunTimes;
  readonly waiters: { resolve(provider: Provider): void; reject(error: DetectError): void }[];
}

export type Job =
  | { readonly kind: 'load'; readonly work: ModelWork }
  | { readonly kind: 'unload'; readonly work: ModelWork }
  | { readonly kind: 'run'; readonly work: ModelWork; readonly windows: readonly PendingWindow[] };

/**
 * What the process does next: load what is not loaded, else run the model that has waited longest with
 * all its windows, up to `maxBatch` and as far as its memory allows, else let go of what is to leave. While a
 * run lasts windows gather, so batches grow with the load.
 *
 * @param models the least recently served first
 */
export function nextJob(models: readonly ModelWork[], maxBatch: number): Job | null {
  const unloaded = models.find((work) => work.state === 'unloaded');
  if (unloaded !== undefined) return { kind: 'load', work: unloaded };
  const work = models.find(
    ({ state, windows }) => (state === 'loaded' || state === 'leaving') && windows.length > 0,
  );
  if (work === undefined) {
    const leaving = models.find(({ state }) => state === 'leaving');
    return leaving === undefined ? null : { kind: 'unload', work: leaving };
  }
  const most = Math.min(maxBatch, largestRun(work.model.size));
  return { kind: 'run', work, windows: work.windows.splice(0, most) };
}

import type { BundleError } from '@lookout/shared/bundle/bundle-error';
import type { StreamRecord } from './alert/stream-alerts.ts';
import type { Layout } from './capture/row-buffer.ts';
import type { DetectError } from './detect/detect-error.ts';
import type { Verdict } from './detect/scored-window.ts';
import type { Note } from './outbox/queue.ts';
import type { ScoreBody } from './outbox/record-body.ts';
import type { Sample } from './source/source.ts';
import type { ReadyBundle, Runnable, SetupTools } from './stream-setup.ts';
import type { Outcome } from './trial-tally.ts';
import type { Window } from './window/window.ts';

/** What a stream needs of the agent around it. */
export interface StreamSurroundings extends SetupTools {
  readonly monotonicMs: () => number;
  /** What the bundle that judges made of a window. @param arrivedMs when its last row came, monotonic */
  readonly answered: (
    stream: string,
    by: ReadyBundle,
    verdict: Verdict | null,
    arrivedMs: number,
  ) => void;
  /** The memory that an earlier run left, see `StreamAlerts.memory`. */
  readonly storedMemory: (stream: string) => string | null;
  /** Stores records and a note in one transaction. */
  readonly record: (
    stream: string,
    records: readonly StreamRecord[],
    window: Window | null,
    memory: Note['value'],
  ) => void;
  /** Every row as it came, before anything is made of it. */
  readonly keepRow: (stream: string, layout: Layout, sample: Sample) => void;
  /** A block that is full before it was taken. */
  readonly recordScores: (block: ScoreBody) => void;
  readonly log: { info(message: string): void; warn(message: string): void };
}

/** Whoever decides which bundle a stream runs. */
export interface StreamWatcher {
  /** Rows are read: for the first time, or again after a failure. */
  started(): void;
  /** What the bundle that judges made of a window. */
  judged(outcome: Outcome, by: ReadyBundle): void;
  /** The bundle that is to run cannot be. @returns another one, or null */
  bundleFailed(error: BundleError | DetectError): Runnable | null;
  /**
   * A provider failed in a run. The window waits for the answer.
   * @returns what scores it and judges from then on; null: nothing here
   */
  substitute(by: ReadyBundle, why: string): Promise<ReadyBundle | null>;
  /** @param tookMs from the failed run to the score of the same window by `to` */
  substituted(by: ReadyBundle, to: ReadyBundle, why: string, tookMs: number): void;
}

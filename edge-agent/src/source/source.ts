import type { ChannelInfo, StreamReport } from '@lookout/shared/protocol/presence';
import type { SourceError } from './source-error.ts';

/** One row of readings, one value per channel of the source, in engineering units. */
export interface Sample {
  /** When the row was taken, ms UTC on this device; a replayed recording is moved to now. */
  readonly at: number;
  /** The recording's (or a wrong-going sender's) own time, ms UTC, where `at` is not that time. */
  readonly sourceAt: number | null;
  /** Null: missing, stale or not finite. */
  readonly values: readonly (number | null)[];
  /**
   * Of a source of frames: [channels, height, width] of the detector, from 0 to 1. `values` are its colors'
   * means then, and what is said of rows elsewhere holds for those.
   */
  readonly frame?: Float32Array;
}

export type SourceKind = StreamReport['source'];

/** What a source tells. Callbacks come one at a time and never after `stop()` has resolved. */
export interface SourceListener {
  /** A replay waits for the promise (that is its back-pressure); a live source cannot wait and does not. */
  onSample(sample: Sample): void | Promise<void>;
  /** `error.effect` says whether the source goes on. */
  onError(error: SourceError): void;
  /** An interruption is over: rows come again. */
  onRecovered?(): void;
  /** A finite recording was read to its end; the source has stopped by itself. */
  onEnd?(): void;
}

/** A reader of one stream. The constructor does nothing, `start` begins, `stop` undoes. */
export interface Source {
  readonly kind: SourceKind;
  readonly channels: readonly ChannelInfo[];
  /** Faults that can be injected; empty for everything but the simulator. */
  readonly faults: readonly string[];
  readonly activeFault: string | null;

  /** @throws SourceError when it cannot begin at all: no such file, no such column, ... */
  start(listener: SourceListener): Promise<void>;
  /** Resolves when nothing more will be called and nothing is held open. Safe to call twice. */
  stop(): Promise<void>;
  /**
   * Present where `faults` is not empty. Null ends the present fault; a second fault replaces the first.
   * @param severity 0 to 1, where 1 is the fault at its worst.
   * @param durationMs null: until ended.
   * @throws SourceError `unknownFault`
   */
  inject?(fault: string | null, severity: number, durationMs: number | null): void;
}

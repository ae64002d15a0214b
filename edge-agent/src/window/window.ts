/** Why a window cannot be scored. */
export type NotScoredReason =
  | 'filling' // fewer rows than a window since the start
  | 'gap' // fewer rows than a window since rows were missing or the clock was set
  | 'missingChannel' // a channel has no value in a row of the window
  | 'nonFinite' // a channel's value is NaN, infinite or beyond float32
  | 'sensorFault' // a channel is stuck, out of range or missing, so it cannot be believed
  | 'stale'; // no row has come for longer than the stream allows

export type Quality =
  | { readonly scored: true }
  | { readonly scored: false; readonly reason: NotScoredReason; readonly channel: string | null };

/** The last `windowLength` rows of a stream; one for every row taken, scored or not. */
export interface Window {
  readonly stream: string;
  /** Time of the last row, ms UTC. */
  readonly at: number;
  readonly sourceAt: number | null;
  /**
   * The stream's own running time in ms along its grid, gaps included. It never runs backwards, whatever
   * happens to the clock, and runs at the recording's pace in a fast replay: measure delays on it.
   */
  readonly elapsedMs: number;
  /**
   * [windowLength, channels], row-major, engineering units, or a frame [channels, height, width]; empty when
   * the window is not scored.
   */
  readonly data: Float32Array;
  /** The last row as it came, one value per channel. */
  readonly last: readonly (number | null)[];
  readonly quality: Quality;
}

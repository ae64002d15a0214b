export type ReplaySpeed = number | 'max';

export interface Moment {
  /** When the row is to be given out, ms UTC; its new time. */
  readonly at: number;
  readonly sourceAt: number | null;
}

/** A pause in the recording (a night, a weekend) is cut to this; the window still sees the gap. */
const longestPauseMs = 10_000;
/** A replay that cannot keep up gives up its schedule rather than date rows further back than this. */
const longestLagMs = 1_000;

/** Moves a recording to now: when each row is due, at `speed` times its own pace. Pure. */
export class Pace {
  private dueMs: number | null = null;
  private lastRowMs: number | null = null;
  private rows = 0;
  private readonly startMs: number;

  constructor(
    private readonly speed: ReplaySpeed,
    private readonly periodMs: number,
    startMs: number,
  ) {
    this.startMs = startMs;
  }

  /** The recording begins again: its next row follows the last one by a period. */
  rewind(): void {
    this.lastRowMs = null;
  }

  /** @param rowMs the row's own time; null in a recording without times. */
  next(rowMs: number | null, nowMs: number): Moment {
    const at = this.dueAt(rowMs, nowMs);
    // Without times of its own a row that is not given out in real time counts on from the start.
    const counted = this.speed === 1 ? null : this.startMs + this.rows * this.periodMs;
    this.rows += 1;
    this.lastRowMs = rowMs;
    this.dueMs = at;
    return { at: Math.round(at), sourceAt: rowMs ?? counted };
  }

  private dueAt(rowMs: number | null, nowMs: number): number {
    if (this.speed === 'max' || this.dueMs === null) return nowMs;
    const stepMs =
      rowMs === null || this.lastRowMs === null ? this.periodMs : rowMs - this.lastRowMs;
    const dueMs = this.dueMs + Math.min(longestPauseMs, Math.max(0, stepMs)) / this.speed;
    return nowMs - dueMs > longestLagMs ? nowMs : dueMs;
  }
}

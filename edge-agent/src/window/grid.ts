/** Where a row falls: so many steps after the row before, or nowhere. */
export type Placement =
  | { readonly kind: 'row'; readonly steps: number }
  /** The clock was set back, or the recording began anew: the grid starts again at this row. */
  | { readonly kind: 'restart' }
  /** The grid point already has its row. */
  | { readonly kind: 'duplicate' }
  /** Older than the last row, so its place has passed. */
  | { readonly kind: 'late' };

/** How fast the grid follows the rows' phase once it knows it; a period 2.5 % off is still followed. */
const phaseGain = 0.05;
/** So many late rows in ascending order are no stragglers: time itself has been set back. */
const restartAfterLateRows = 3;

/**
 * Snaps row times to grid points `periodMs` apart. The grid's phase is that of the rows (a running mean of
 * how far they fall from their points), so that a sender whose clock drifts moves no row to the wrong
 * point, and neither does jitter of a quarter period either way.
 */
export class Grid {
  private pointMs: number | null = null;
  private rows = 0;
  private lateRun: { lastMs: number; length: number } | null = null;

  constructor(private readonly periodMs: number) {}

  place(timeMs: number): Placement {
    if (this.pointMs === null) return this.begin(timeMs, { kind: 'row', steps: 1 });
    const steps = Math.round((timeMs - this.pointMs) / this.periodMs);
    if (steps < 0) return this.placeLate(timeMs);
    this.advance(timeMs, this.pointMs + steps * this.periodMs);
    return steps === 0 ? { kind: 'duplicate' } : { kind: 'row', steps };
  }

  private begin(timeMs: number, placement: Placement): Placement {
    this.pointMs = timeMs;
    this.rows = 1;
    this.lateRun = null;
    return placement;
  }

  private advance(timeMs: number, pointMs: number): void {
    this.rows += 1;
    const gain = Math.max(phaseGain, 1 / this.rows);
    this.pointMs = pointMs + gain * (timeMs - pointMs);
    this.lateRun = null;
  }

  private placeLate(timeMs: number): Placement {
    const run = this.lateRun;
    const length = run !== null && timeMs > run.lastMs ? run.length + 1 : 1;
    if (length >= restartAfterLateRows) return this.begin(timeMs, { kind: 'restart' });
    this.lateRun = { lastMs: timeMs, length };
    return { kind: 'late' };
  }
}

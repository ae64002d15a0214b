import { createHash } from 'node:crypto';
import type { StoredRecording } from '../stored-recording.ts';
import { markGaps } from '../time-grid.ts';
import { blockColumns } from './read-chunk.ts';

export interface CapturedStretch {
  readonly device: string;
  readonly stream: string;
  readonly fromAt: number;
  readonly toAt: number;
  readonly channels: number;
  readonly periodMs: number;
}

export interface CapturedRows {
  readonly recording: StoredRecording;
  /** What was lost on the way, one sentence each. */
  readonly warnings: readonly string[];
}

/**
 * Makes a recording of the blocks of a stretch: rows outside it are cut off, and rows that miss a value are
 * left out, as `--skip-missing` does. A replayed recording keeps its own times.
 *
 * @param bodies in order; an empty one is a block that the device had let go of
 */
export function recordingOfBlocks(
  stretch: CapturedStretch,
  bodies: Iterable<Uint8Array>,
): CapturedRows {
  const rows = new RowCollector(stretch);
  const hash = createHash('sha256');
  let gone = 0;
  for (const body of bodies) {
    hash.update(body);
    if (body.length === 0) {
      gone += 1;
      rows.breakHere();
    } else rows.take(blockColumns(body));
  }
  const warnings = [
    ...(gone > 0 ? [`the device had let go of ${gone} blocks of rows before they were sent`] : []),
    ...(rows.incomplete > 0 ? [`${rows.incomplete} rows that miss a value were left out`] : []),
  ];
  const file = `${stretch.device}-${stretch.stream}`;
  return { recording: { file, sha256: hash.digest('hex'), ...rows.finish() }, warnings };
}

class RowCollector {
  incomplete = 0;
  private readonly times: number[] = [];
  private readonly values: number[] = [];
  private readonly breaks: number[] = [];
  private pendingBreak = 1;

  constructor(private readonly stretch: CapturedStretch) {}

  breakHere(): void {
    this.pendingBreak = 1;
  }

  take([at, sourceAt, ...channels]: readonly Float64Array[]): void {
    const { fromAt, toAt } = this.stretch;
    for (let row = 0; row < (at?.length ?? 0); row++) {
      const time = at?.[row] ?? 0;
      if (time < fromAt || time > toAt) continue;
      const isComplete = channels.every((column) => Number.isFinite(column[row]));
      if (!isComplete) {
        this.incomplete += 1;
        this.pendingBreak = 1;
        continue;
      }
      const own = sourceAt?.[row] ?? Number.NaN;
      this.times.push(Number.isNaN(own) ? time : own);
      for (const column of channels) this.values.push(column[row] ?? 0);
      this.breaks.push(this.pendingBreak);
      this.pendingBreak = 0;
    }
  }

  finish(): Pick<StoredRecording, 'timesMs' | 'recording'> {
    const breakBefore = Uint8Array.from(this.breaks);
    markGaps(breakBefore, this.times, this.stretch.periodMs);
    return {
      timesMs: this.times,
      recording: {
        rows: this.times.length,
        channels: this.stretch.channels,
        values: Float64Array.from(this.values),
        breakBefore,
        labels: null,
      },
    };
  }
}

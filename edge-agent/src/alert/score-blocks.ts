import type { ScoreBlock } from '@lookout/shared/protocol/scores';
import type { ScoredWindow } from '../detect/scored-window.ts';

export type NewScoreBlock = Omit<ScoreBlock, 'seq' | 'replayed'>;

export interface ScoreBlockOrigin {
  readonly stream: string;
  readonly modelDigest: string;
  readonly variant: string;
  readonly channels: readonly string[];
}

interface Row {
  readonly at: number;
  readonly sourceAt: number | null;
  readonly score: number | null;
  readonly threshold: number;
  readonly latencyUs: number | null;
  readonly values: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
}

/** Numbers in one block: with at most twelve characters each it stays below a message's 64 KiB. */
const maxNumbers = 4_800;

/** Gathers the windows of one stream into columnar blocks. */
export class ScoreBlocks {
  private rows: Row[] = [];

  constructor(private readonly origin: ScoreBlockOrigin) {}

  /** Rows that one block may hold. */
  get capacity(): number {
    return Math.max(1, Math.floor(maxNumbers / (2 * this.origin.channels.length + 5)));
  }

  /** @returns a block that this window has filled, or null */
  add({ window, verdict }: ScoredWindow, score: number | null, threshold: number) {
    const scored = verdict.kind === 'scored' ? verdict.score : null;
    this.rows.push({
      at: window.at,
      sourceAt: window.sourceAt,
      score: short(score),
      threshold,
      latencyUs: scored?.latencyUs ?? null,
      values: window.last.map(short),
      expected: this.origin.channels.map((_, c) => short(scored?.rebuilt?.expected[c] ?? null)),
    });
    return this.rows.length >= this.capacity ? this.take() : null;
  }

  /** What has gathered since the last block; null when that is nothing. */
  take(): NewScoreBlock | null {
    const { rows, origin } = this;
    if (rows.length === 0) return null;
    this.rows = [];
    const hasSourceTime = rows.some((row) => row.sourceAt !== null);
    const column = (of: (row: Row) => readonly (number | null)[]) =>
      origin.channels.map((_, c) => rows.map((row) => of(row)[c] ?? null));
    return {
      stream: origin.stream,
      modelDigest: origin.modelDigest,
      variant: origin.variant,
      at: rows.map((row) => row.at),
      sourceAt: hasSourceTime ? rows.map((row) => row.sourceAt) : null,
      score: rows.map((row) => row.score),
      threshold: rows.map((row) => row.threshold),
      latencyUs: rows.map((row) => row.latencyUs),
      channels: [...origin.channels],
      values: column((row) => row.values),
      expected: column((row) => row.expected),
    };
  }
}

/** Six significant digits are more than any sensor has. */
const short = (value: number | null): number | null =>
  value === null || !Number.isFinite(value) ? null : Number(value.toPrecision(6));

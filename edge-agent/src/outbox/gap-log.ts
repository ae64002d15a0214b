import { type Gap, mergeGaps } from './gap.ts';
import type { NewRow, Queue, Row, RowHead } from './queue.ts';

interface OpenGap {
  readonly queue: Queue;
  readonly head: RowHead;
  readonly gap: Gap;
}

/** Where a gap record was stored. */
export interface StoredAt {
  readonly queue: Queue;
  readonly seq: number;
}

/**
 * The gap records that were never sent and may still grow: a long outage leaves one record that says how
 * much was dropped, not one per sweep.
 */
export class GapLog {
  private open: OpenGap[] = [];

  /** @param store stores a new record, durably where that is possible */
  report(gap: Gap, toRow: (gap: Gap, at: number) => NewRow, now: number, store: Store): void {
    for (const known of this.open) {
      const merged = mergeGaps(known.gap, gap);
      if (merged === null) continue;
      const row = toRow(merged, known.head.at);
      known.queue.replace(known.head, row.body);
      this.remember({ ...known, gap: merged }, row, known);
      return;
    }
    const row = toRow(gap, now);
    const { queue, seq } = store(row);
    this.remember({ queue, gap, head: { seq, at: row.at, bytes: 0 } }, row);
  }

  /** These rows are on their way, or gone: they are as they are. */
  close(queue: Queue, rows: readonly RowHead[] | readonly Row[]): void {
    if (this.open.length === 0) return;
    const seqs = new Set(rows.map((row) => row.seq));
    this.open = this.open.filter((gap) => gap.queue !== queue || !seqs.has(gap.head.seq));
  }

  closeAllOf(queue: Queue): void {
    this.open = this.open.filter((gap) => gap.queue !== queue);
  }

  private remember(gap: OpenGap, row: NewRow, instead?: OpenGap): void {
    const bytes = Buffer.byteLength(row.body);
    this.open = this.open.filter((other) => other !== instead);
    this.open.push({ ...gap, head: { ...gap.head, bytes } });
  }
}

type Store = (row: NewRow) => StoredAt;

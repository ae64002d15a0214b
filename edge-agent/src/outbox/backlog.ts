import type { Gap } from './gap.ts';
import { gapOfRows } from './gap.ts';
import { GapLog, type StoredAt } from './gap-log.ts';
import { excessBytes, type OutboxLimits, oldestBefore, oldestBytes } from './limits.ts';
import {
  beginAnew,
  memoryQueue,
  type OpenedQueue,
  openQueue,
  type QueueFile,
} from './open-queue.ts';
import type { NewRow, Note, Queue, RowHead } from './queue.ts';
import { isUnwritable } from './queue-error.ts';
import type { QueueKind } from './queue-schema.ts';
import { rangesOf } from './ranges.ts';
import { gapRow, type RecordStamp } from './record-body.ts';

export interface BacklogOptions {
  readonly files: Readonly<Record<QueueKind, QueueFile>>;
  readonly limits: OutboxLimits;
  readonly now: () => number;
  readonly stamp: () => RecordStamp;
  readonly warn: (message: string) => void;
}

/**
 * Everything that the hub has not acknowledged: alerts on disk, scores on disk, and in memory the alerts
 * that a full disk refused. Whatever fails, alerts outlive scores and what is dropped leaves a gap record.
 */
export class Backlog {
  events: Queue;
  scores: Queue;
  readonly memory: Queue;
  readonly gaps = new GapLog();
  /** Notes that could not be written yet. */
  private readonly unwrittenNotes = new Map<string, Note>();
  private readonly failing = new Set<Queue>();
  /** Score blocks that never got a number. */
  private unstoredScores: { count: number; fromAt: number; toAt: number } | null = null;

  constructor(private readonly options: BacklogOptions) {
    this.memory = memoryQueue(options.files.events.newQueueId, 'events');
    const events = this.openOrKeepInMemory('events', openQueue);
    const scores = this.openOrKeepInMemory('scores', openQueue);
    this.events = events.queue;
    this.scores = scores.queue;
    this.reportLost('events', events);
    this.reportLost('scores', scores);
  }

  /** Stores alerts and notes in one transaction: on disk, or in memory while the disk takes nothing. */
  appendEvents(rows: readonly NewRow[], notes: readonly Note[]): void {
    this.store(rows, notes);
    this.boundMemory();
  }

  appendScores(rows: readonly NewRow[]): void {
    if (this.tryAppendScores(rows)) return;
    const bytes = rows.reduce((sum, row) => sum + row.body.length, 0);
    const oldest = oldestBytes(this.scores, 2 * bytes + sparePageBytes);
    const made = this.tryWrite(this.scores, () => this.drop(this.scores, oldest, 'diskFull'));
    if (made && oldest.length > 0 && this.tryAppendScores(rows)) return;
    for (const { at } of rows) {
      const sum = this.unstoredScores ?? { count: 0, fromAt: at, toAt: at };
      this.unstoredScores = { ...sum, count: sum.count + 1, toAt: at };
    }
  }

  note(key: string): string | null {
    const unwritten = this.unwrittenNotes.get(key);
    return unwritten === undefined ? this.events.note(key) : unwritten.value;
  }

  /** Keeps the caps in bytes and age, forgets old notes, gives free space back. */
  sweep(): void {
    const { limits, now } = this.options;
    this.tryWrite(this.events, () => {
      if (this.unwrittenNotes.size > 0) this.appendWithNotes([], []);
      this.reportUnstoredScores();
      this.events.expireNotes(now());
      this.dropAged(this.events, limits.maxEventAgeMs);
    });
    this.tryWrite(this.scores, () => {
      this.dropAged(this.scores, limits.maxScoreAgeMs);
      this.keepCap();
      for (const queue of [this.events, this.scores])
        if (queue.freePages() > shrinkPages) queue.shrink(shrinkPages);
    });
  }

  /**
   * Brings alerts from memory to the disk. Only those that were never sent: the others may be at the hub
   * under the number they have here.
   */
  saveMemory(sentUpTo: number): void {
    if (this.memory.records === 0) return;
    for (;;) {
      const rows = this.memory.claim(sentUpTo, Number.MAX_SAFE_INTEGER);
      if (rows.length === 0 || !this.tryWrite(this.events, () => this.appendWithNotes(rows, [])))
        return;
      this.memory.acknowledge(rangesOf(rows.map((row) => row.seq)));
      this.gaps.close(this.memory, rows);
    }
  }

  /** Sets the file that failed aside and begins a new queue. */
  replaceDamaged(path: string): void {
    const kind = this.options.files.events.path === path ? 'events' : 'scores';
    this[kind].close();
    this.gaps.closeAllOf(this[kind]);
    const opened = this.openOrKeepInMemory(kind, beginAnew);
    this[kind] = opened.queue;
    this.reportLost(kind, opened);
  }

  close(): void {
    for (const queue of [this.events, this.scores, this.memory]) queue.close();
  }

  private openOrKeepInMemory(kind: QueueKind, open: typeof openQueue): OpenedQueue {
    const { files, now, warn } = this.options;
    try {
      return open(files[kind], now());
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      warn(`${error.message}: ${kind} are kept in memory until the next start`);
      return {
        queue: memoryQueue(files[kind].newQueueId, kind),
        lostQueueId: null,
        setAsideAs: null,
      };
    }
  }

  private reportLost(lane: QueueKind, { lostQueueId, setAsideAs }: OpenedQueue): void {
    if (lostQueueId === null) return;
    this.options.warn(`the ${lane} queue was damaged; it lies in ${setAsideAs}, a new one begins`);
    const unknown = { ranges: [], count: null, fromAt: null, toAt: null };
    this.reportGap({ lane, gapQueueId: lostQueueId, reason: 'damaged', ...unknown });
  }

  private reportUnstoredScores(): void {
    if (this.unstoredScores === null) return;
    const origin = { lane: 'scores', gapQueueId: this.scores.id, reason: 'diskFull' } as const;
    this.reportGap({ ...origin, ranges: [], ...this.unstoredScores });
    this.unstoredScores = null;
  }

  private reportGap(gap: Gap): void {
    const { now, stamp } = this.options;
    const toRow = (merged: Gap, at: number) => gapRow(merged, at, stamp());
    try {
      this.gaps.report(gap, toRow, now(), (row) => this.store([row], []));
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      // An open gap on a disk that is full: another record, in memory, says the rest.
      this.gaps.closeAllOf(this.events);
      this.gaps.report(gap, toRow, now(), (row) => this.store([row], []));
    }
  }

  private store(rows: readonly NewRow[], notes: readonly Note[]): StoredAt {
    let seqs: number[] = [];
    const onDisk = this.tryWrite(this.events, () => {
      seqs = this.appendWithNotes(rows, notes);
    });
    if (onDisk) return { queue: this.events, seq: seqs.at(-1) ?? 0 };
    if (this.dropHalfOfScores()) return this.store(rows, notes);
    for (const note of notes) this.unwrittenNotes.set(note.key, note);
    return { queue: this.memory, seq: this.memory.append(rows).at(-1) ?? 0 };
  }

  private appendWithNotes(rows: readonly NewRow[], notes: readonly Note[]): number[] {
    const seqs = this.events.append(rows, [...this.unwrittenNotes.values(), ...notes]);
    this.unwrittenNotes.clear();
    return seqs;
  }

  /**
   * Frees disk space for alerts. The gaps can only be told once there is space for them.
   * @returns false when there is nothing more to free
   */
  private dropHalfOfScores(): boolean {
    const { scores } = this;
    if (scores.records === 0) return false;
    const target = Math.floor(scores.bytes / 2);
    const gaps: Gap[] = [];
    const freed = this.tryWrite(scores, () => {
      while (scores.bytes > target) {
        const rows = oldestBytes(scores, scores.bytes - target);
        scores.acknowledge(rangesOf(rows.map((row) => row.seq)));
        gaps.push(gapOfRows({ lane: 'scores', gapQueueId: scores.id, reason: 'diskFull' }, rows));
      }
      scores.shrink(scores.freePages());
    });
    for (const gap of gaps) this.reportGap(gap);
    return freed;
  }

  private boundMemory(): void {
    const { maxMemoryBytes } = this.options.limits;
    for (const queue of [this.memory, this.events, this.scores])
      if (queue.isInMemory && queue.bytes > maxMemoryBytes)
        this.dropDownTo(queue, maxMemoryBytes / 2, 'diskFull');
  }

  private dropAged(queue: Queue, maxAgeMs: number): void {
    const before = this.options.now() - maxAgeMs;
    this.dropPages(queue, 'age', () => oldestBefore(queue, before));
  }

  private keepCap(): void {
    const { events, scores } = this;
    const excess = excessBytes(events.bytes, scores.bytes, this.options.limits.maxBytes);
    this.dropDownTo(scores, scores.bytes - excess.scores, 'capacity');
    this.dropDownTo(events, events.bytes - excess.events, 'capacity');
  }

  private tryAppendScores(rows: readonly NewRow[]): boolean {
    const stored = this.tryWrite(this.scores, () => this.scores.append(rows));
    this.boundMemory();
    return stored;
  }

  private dropDownTo(queue: Queue, bytes: number, reason: Gap['reason']): void {
    this.dropPages(queue, reason, () => oldestBytes(queue, queue.bytes - bytes));
  }

  private dropPages(queue: Queue, reason: Gap['reason'], next: () => readonly RowHead[]): void {
    while (this.drop(queue, next(), reason) > 0);
  }

  /** The gap is stored before its rows go: a crash in between names too much, never too little. */
  private drop(queue: Queue, rows: readonly RowHead[], reason: Gap['reason']): number {
    if (rows.length === 0) return 0;
    const origin = { lane: queue.kind, gapQueueId: queue.id, reason };
    this.reportGap(gapOfRows(origin, rows));
    return queue.acknowledge(rangesOf(rows.map((row) => row.seq)));
  }

  /** @returns false when the disk does not take it; that is told once, until it takes something again */
  private tryWrite(queue: Queue, work: () => void): boolean {
    try {
      work();
      this.failing.delete(queue);
      return true;
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      if (!this.failing.has(queue)) this.options.warn(error.message);
      this.failing.add(queue);
      return false;
    }
  }
}

/** Rows share pages: so much more is dropped that a whole page comes free. */
const sparePageBytes = 16_384;
/** What one sweep gives back to the file system at most: 4 MiB. */
const shrinkPages = 1024;

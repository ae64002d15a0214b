import { join } from 'node:path';
import type { Load } from '@lookout/shared/protocol/load';
import type { Ack } from '@lookout/shared/protocol/records';
import { Backlog } from './backlog.ts';
import type { OutboxLimits } from './limits.ts';
import type { Note } from './queue.ts';
import { isUnwritable, QueueError } from './queue-error.ts';
import {
  type EventBody,
  eventRow,
  type RecordStamp,
  type ScoreBody,
  scoreRow,
} from './record-body.ts';
import { type Link, Sender } from './sender.ts';

export interface OutboxOptions {
  /** Holds `events.sqlite` and `scores.sqlite`; must exist and be ours alone. */
  readonly folder: string;
  readonly limits: OutboxLimits;
  readonly now: () => number;
  readonly newQueueId: () => string;
  readonly stamp: () => RecordStamp;
  readonly warn: (message: string) => void;
  /** Hard limit of each file in pages of 4 KiB. */
  readonly maxPages?: number;
}

const sweepEveryMs = 10_000;

/**
 * The durable queue between the detector and the hub. What `recordEvents` has taken survives a killed
 * process and a power cut, and is offered on every connection until the hub acknowledges it. It is driven
 * from outside: `tick` resends, paces and sweeps.
 */
export class Outbox {
  private readonly backlog: Backlog;
  private readonly sender: Sender;
  /** The highest number of the memory queue that ever left. */
  private memorySentUpTo = 0;
  private sweptAt = 0;

  constructor(private readonly options: OutboxOptions) {
    const file = (kind: 'events' | 'scores') => ({
      path: join(options.folder, `${kind}.sqlite`),
      kind,
      newQueueId: options.newQueueId,
      maxPages: options.maxPages,
    });
    this.backlog = new Backlog({
      ...options,
      files: { events: file('events'), scores: file('scores') },
    });
    this.sender = new Sender({
      onSent: (queue, rows) => {
        this.backlog.gaps.close(queue, rows);
        if (queue === this.backlog.memory)
          this.memorySentUpTo = Math.max(this.memorySentUpTo, rows.at(-1)?.seq ?? 0);
      },
      onRoom: () => this.pump(),
    });
    this.serve();
  }

  /** Stores records, and notes that belong to them, in one transaction; then sends what it can. */
  recordEvents(bodies: readonly EventBody[], notes: readonly Note[] = []): void {
    if (bodies.length === 0 && notes.length === 0) return;
    this.mending(() => this.backlog.appendEvents(bodies.map(eventRow), notes));
    this.pump();
  }

  recordScores(bodies: readonly ScoreBody[]): void {
    if (bodies.length === 0) return;
    this.mending(() => this.backlog.appendScores(bodies.map(scoreRow)));
    this.pump();
  }

  note(key: string): string | null {
    return this.mending(() => this.backlog.note(key));
  }

  /** Notes that were on disk at the start, by the beginning of their key. */
  storedNotes(prefix: string): { readonly key: string; readonly value: string }[] {
    return this.mending(() => this.backlog.events.notes(prefix));
  }

  /** A connection began: everything still waiting is replayed on it. */
  connected(link: Link): void {
    this.mending(() => this.backlog.saveMemory(this.memorySentUpTo));
    this.attempt(() => this.sender.connected(link, this.options.now()));
  }

  disconnected(): void {
    this.sender.disconnected();
  }

  /** Deletes what the hub has stored. Acknowledgements of a queue that is not ours are left alone. */
  acknowledge({ queueId, ranges }: Ack): void {
    // Where the disk does not take it, the rows stay and are sent again; the hub knows them.
    this.attempt(() => this.sender.acknowledge(queueId, ranges, this.options.now()));
  }

  /** Call it several times a second. */
  tick(): void {
    const now = this.options.now();
    this.attempt(() => this.sender.tick(now));
    if (Math.abs(now - this.sweptAt) < sweepEveryMs) return;
    this.sweptAt = now;
    this.mending(() => this.backlog.sweep());
    if (!this.sender.isConnected) this.mending(() => this.backlog.saveMemory(this.memorySentUpTo));
    this.pump();
  }

  /** Connected, and nothing waits to be sent: the line may be used for what matters less than records. */
  get isQuiet(): boolean {
    return this.mending(() => this.sender.isQuiet);
  }

  depth(): Load['outbox'] {
    return this.mending(() => {
      const { events, memory, scores } = this.backlog;
      const oldest = [events, memory, scores].flatMap((queue) => queue.oldestAt() ?? []);
      return {
        eventRecords: events.records + memory.records,
        scoreRecords: scores.records,
        bytes: events.bytes + memory.bytes + scores.bytes,
        oldestAt: oldest.length === 0 ? null : Math.min(...oldest),
      };
    });
  }

  close(): void {
    this.sender.disconnected();
    this.backlog.close();
  }

  private pump(): void {
    this.attempt(() => this.sender.pump(this.options.now()));
  }

  /** What a failing disk may hinder now, and what comes again by itself. */
  private attempt(work: () => void): void {
    try {
      this.mending(work);
    } catch (error) {
      if (!isUnwritable(error)) throw error;
      this.options.warn(error.message);
    }
  }

  private serve(): void {
    const { events, memory, scores } = this.backlog;
    this.sender.serve([events, memory, scores]);
  }

  /** Does the work; where a file turns out to be damaged, puts a new one in its place and does it again. */
  private mending<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof QueueError) || error.code !== 'damaged') throw error;
      this.backlog.replaceDamaged(error.path);
      this.serve();
      return work();
    }
  }
}

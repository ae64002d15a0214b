import type { SeqRange } from '@lookout/shared/protocol/records';
import type { Row } from './queue.ts';

type Age = 'live' | 'replayed';

/** A message that was handed over and is not done with. */
interface Message {
  readonly age: Age;
  /** Rows that the hub has not acknowledged. */
  readonly waiting: Set<number>;
  readonly sentAt: number;
  /** The broker has it (PUBACK), or will never say. */
  atBroker: boolean;
}

const firstTimeoutMs = 20_000;
const longestTimeoutMs = 300_000;

/**
 * Where the delivery of one queue stands on one connection. Rows up to `boundary` were waiting when the
 * connection began. Each age has a cursor behind which everything was sent once; when an acknowledgement
 * stays out, the cursor goes back to the first unacknowledged row. What was acknowledged meanwhile is no
 * longer in the queue, so going back sends exactly what is missing, in order.
 */
export class Delivery {
  private readonly cursor: Record<Age, number>;
  private messages: Message[] = [];
  private timeoutMs = firstTimeoutMs;

  constructor(private readonly boundary: number) {
    this.cursor = { replayed: 0, live: boundary };
  }

  /** The rows to ask the queue for: after the first, up to the second. */
  span(age: Age): [after: number, upTo: number] {
    return age === 'live'
      ? [this.cursor.live, Number.MAX_SAFE_INTEGER]
      : [this.cursor.replayed, this.boundary];
  }

  get inFlight(): number {
    return this.messages.length;
  }

  /** @returns what to call when the broker has the message, or the connection has lost it. */
  sent(age: Age, rows: readonly Row[], now: number): () => void {
    const message: Message = {
      age,
      waiting: new Set(rows.map((row) => row.seq)),
      sentAt: now,
      atBroker: false,
    };
    this.messages.push(message);
    this.cursor[age] = rows.at(-1)?.seq ?? this.cursor[age];
    return () => {
      message.atBroker = true;
      this.forgetDone();
    };
  }

  acknowledged(ranges: readonly SeqRange[]): void {
    this.timeoutMs = firstTimeoutMs;
    for (const { waiting } of this.messages)
      for (const seq of waiting)
        if (ranges.some(([from, to]) => seq >= from && seq <= to)) waiting.delete(seq);
    this.forgetDone();
  }

  /**
   * Takes back what the hub did not acknowledge in time. Each time without an answer it waits longer: a
   * broker keeps every copy for a hub that is away.
   * @returns how many messages
   */
  takeBackOverdue(now: number): number {
    const isOverdue = (m: Message) => m.waiting.size > 0 && now - m.sentAt >= this.timeoutMs;
    const overdue = new Set(this.messages.filter(isOverdue).map((message) => message.age));
    if (overdue.size === 0) return 0;
    let count = 0;
    for (const message of this.messages) {
      if (!overdue.has(message.age) || message.waiting.size === 0) continue;
      const before = Math.min(...message.waiting) - 1;
      this.cursor[message.age] = Math.min(this.cursor[message.age], before);
      message.waiting.clear();
      count += 1;
    }
    this.timeoutMs = Math.min(longestTimeoutMs, this.timeoutMs * 2);
    this.forgetDone();
    return count;
  }

  private forgetDone(): void {
    this.messages = this.messages.filter((m) => !m.atBroker || m.waiting.size > 0);
  }
}

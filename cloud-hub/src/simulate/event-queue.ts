import { maxEventsPerMessage, type SeqRange } from '@lookout/shared/protocol/records';

/** Records of a queue that the hub has not acknowledged. */
export class EventQueue<R extends { readonly seq: number }> {
  private readonly records = new Map<number, R>();
  private lastSeq = 0;

  constructor(readonly queueId: string) {}

  get size(): number {
    return this.records.size;
  }

  get first(): R | null {
    return this.records.values().next().value ?? null;
  }

  add(make: (seq: number) => R): R {
    this.lastSeq += 1;
    const record = make(this.lastSeq);
    this.records.set(record.seq, record);
    return record;
  }

  acknowledge(ranges: readonly SeqRange[]): void {
    for (const [from, to] of ranges)
      for (let seq = from; seq <= to; seq += 1) this.records.delete(seq);
  }

  /** All that is left, as many to a message as one may hold. */
  messages(): R[][] {
    const all = [...this.records.values()];
    const count = Math.ceil(all.length / maxEventsPerMessage);
    return Array.from({ length: count }, (_, i) =>
      all.slice(i * maxEventsPerMessage, (i + 1) * maxEventsPerMessage),
    );
  }
}

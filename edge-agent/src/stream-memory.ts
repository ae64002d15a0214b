import type { StreamRecord } from './alert/stream-alerts.ts';
import type { Note } from './outbox/queue.ts';
import type { StreamModel } from './stream-setup.ts';
import type { StreamSurroundings } from './stream-surroundings.ts';
import type { Window } from './window/window.ts';

/** What is learned between two records is stored so often. */
const saveEveryMs = 60_000;

/** Stores a stream's records together with what its alerts must remember. */
export class StreamMemory {
  private saved: { readonly memory: Note['value']; readonly at: number } | null = null;

  constructor(
    private readonly stream: string,
    private readonly around: Pick<StreamSurroundings, 'record' | 'clock'>,
  ) {}

  get isOld(): boolean {
    return Math.abs(this.around.clock.now() - (this.saved?.at ?? 0)) >= saveEveryMs;
  }

  keep(alerts: StreamModel['alerts'], records: readonly StreamRecord[], window: Window | null) {
    if (records.length > 0) this.store(records, window, alerts.memory());
  }

  /** What was learned since the last record: a device that is switched off goes on where it was. */
  save(alerts: StreamModel['alerts'] | null): void {
    const memory = alerts?.memory() ?? null;
    if (memory !== null && memory !== this.saved?.memory) this.store([], null, memory);
  }

  store(records: readonly StreamRecord[], window: Window | null, memory: Note['value']): void {
    this.around.record(this.stream, records, window, memory);
    this.saved = { memory, at: this.around.clock.now() };
  }
}

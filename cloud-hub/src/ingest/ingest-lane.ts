import { Batcher } from './batcher.ts';
import type { Message } from './message.ts';

const gatherMs = 5;
const rowsPerBatch = 2_000;
const waitingBytes = 64 * 1024 * 1024;
const firstRetryMs = 250;
const longestRetryMs = 10_000;

export interface LaneState {
  readonly backlogBytes: number;
  /** Why the last attempt failed; null while batches go through. */
  readonly trouble: string | null;
}

export interface LaneOptions<D> {
  readonly decode: (message: Message) => D;
  readonly rowsOf: (decoded: D) => number;
  readonly store: (batch: readonly D[]) => Promise<void>;
  /** 0 to 1; several hubs must not return to a database in step. */
  readonly random: () => number;
  readonly onFailure: (error: Error, attempt: number) => void;
}

/** Messages of one kind on their way into the database: events do not wait for scores. */
export class IngestLane<D> {
  private readonly batcher: Batcher<Message, D>;
  private trouble: string | null = null;

  constructor(options: LaneOptions<D>) {
    this.batcher = new Batcher({
      gatherMs,
      maxRows: rowsPerBatch,
      maxWaitingBytes: waitingBytes,
      bytesOf: ({ payload }) => payload.length,
      decode: options.decode,
      rowsOf: options.rowsOf,
      write: options.store,
      retryDelayMs: (attempt) =>
        Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1)) * (0.5 + options.random() / 2),
      onFailure: (error, attempt) => {
        const known = error instanceof Error ? error : new Error(String(error));
        this.trouble = known.message;
        options.onFailure(known, attempt);
      },
      onRecovery: () => {
        this.trouble = null;
      },
    });
  }

  /** False when too much is waiting; the device sends it again. */
  offer(message: Message): boolean {
    return this.batcher.offer(message);
  }

  get state(): LaneState {
    return { backlogBytes: this.batcher.backlogBytes, trouble: this.trouble };
  }

  stop(): Promise<void> {
    return this.batcher.stop();
  }

  idle(): Promise<void> {
    return this.batcher.idle();
  }
}

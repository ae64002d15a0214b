export interface BatcherOptions<M, D> {
  /** The first message waits at most so long for others. */
  readonly gatherMs: number;
  /** A batch ends with the message that reaches it. */
  readonly maxRows: number;
  /** A large message counts as several rows, so that a batch is bounded in bytes too. */
  readonly rowsOf: (decoded: D) => number;
  /** Messages that wait, packed; more are refused. */
  readonly maxWaitingBytes: number;
  readonly bytesOf: (message: M) => number;
  readonly decode: (message: M) => D;
  /** Stores a batch, or throws and gets the same batch again. */
  readonly write: (batch: readonly D[]) => Promise<void>;
  /** Attempts count from 1. */
  readonly retryDelayMs: (attempt: number) => number;
  readonly onFailure: (error: unknown, attempt: number) => void;
  readonly onRecovery: () => void;
}

/**
 * Gathers messages of many devices into batches and writes one batch at a time, so that the slower the
 * database, the larger the batches. Messages wait packed and are decoded as they are taken: memory is
 * bounded in bytes. What is refused or lost here was never acknowledged, and its device sends it again.
 */
export class Batcher<M, D> {
  private waiting: M[] = [];
  private waitingBytes = 0;
  private running: Promise<void> | null = null;
  private stopped = false;
  private wake: (() => void) | null = null;

  constructor(private readonly options: BatcherOptions<M, D>) {}

  /** False when too much is waiting already. */
  offer(message: M): boolean {
    const bytes = this.options.bytesOf(message);
    if (this.stopped || this.waitingBytes + bytes > this.options.maxWaitingBytes) return false;
    this.waiting.push(message);
    this.waitingBytes += bytes;
    this.start();
    return true;
  }

  get backlogBytes(): number {
    return this.waitingBytes;
  }

  /** Ends after the write under way; what waits is dropped, unacknowledged. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.wake?.();
    await this.running;
  }

  /** Resolves when nothing waits and nothing is being written. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running;
  }

  private start(): void {
    if (this.stopped || this.waiting.length === 0) return;
    this.running ??= this.run().finally(() => {
      this.running = null;
      this.start();
    });
  }

  private async run(): Promise<void> {
    await this.pause(this.options.gatherMs);
    while (!this.stopped && this.waiting.length > 0) await this.writeStubbornly(this.take());
  }

  private take(): D[] {
    const batch: D[] = [];
    let rows = 0;
    let taken = 0;
    for (const message of this.waiting) {
      const decoded = this.options.decode(message);
      batch.push(decoded);
      taken += 1;
      this.waitingBytes -= this.options.bytesOf(message);
      rows += this.options.rowsOf(decoded);
      if (rows >= this.options.maxRows) break;
    }
    this.waiting = this.waiting.slice(taken);
    return batch;
  }

  private async writeStubbornly(batch: readonly D[]): Promise<void> {
    for (let attempt = 1; !this.stopped; attempt += 1) {
      try {
        await this.options.write(batch);
        if (attempt > 1) this.options.onRecovery();
        return;
      } catch (error) {
        this.options.onFailure(error, attempt);
        await this.pause(this.options.retryDelayMs(attempt));
      }
    }
  }

  /** `stop` cuts it short. */
  private async pause(ms: number): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}

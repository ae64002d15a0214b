import type { Logger } from '@nestjs/common';

/** News that come within it are worked on together: samples of a thousand devices, or reports. */
const gatherMs = 300;

/** What a hub does about what it hears: news that come close together at once, one work after the other. */
export class HeardWork {
  private heard = false;
  private gathering: NodeJS.Timeout | null = null;
  private line: Promise<void> = Promise.resolve();
  private stopped = false;

  /**
   * @param what begins the line of the log where a work fails: "rollouts" wait
   * @param work on all that was heard until now; what it leaves undone, the next news or time asks again
   */
  constructor(
    private readonly what: string,
    private readonly log: Pick<Logger, 'warn'>,
    private readonly work: () => Promise<void>,
  ) {}

  /** There are news: they are worked on when those that come with them had time to. */
  hear(): void {
    this.heard = true;
    this.gather();
  }

  /** Another work, in its turn. Never rejects: a failure is logged. */
  queue(work: () => Promise<void>): Promise<void> {
    this.line = this.line.then(async () => {
      if (this.stopped) return;
      try {
        await work();
      } catch (error) {
        this.log.warn(`${this.what} wait: ${String(error)}`);
      }
    });
    return this.line;
  }

  /** Begins nothing more; resolves when what was begun is done. */
  async stop(): Promise<void> {
    this.stopped = true;
    if (this.gathering !== null) clearTimeout(this.gathering);
    await this.line;
  }

  private gather(): void {
    if (this.gathering !== null || this.stopped) return;
    this.gathering = setTimeout(() => {
      this.queue(() => this.workOnHeard()).finally(() => {
        this.gathering = null;
        if (this.heard) this.gather();
      });
    }, gatherMs);
    this.gathering.unref();
  }

  private async workOnHeard(): Promise<void> {
    this.heard = false;
    await this.work();
  }
}

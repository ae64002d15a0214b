import type { StageProgress } from '../../pipeline/progress.ts';

/** How often a figure that moves all the time is written: as often as people can read it. */
const everyMs = 500;

export interface ProgressSink {
  write(stages: readonly StageProgress<string>[]): Promise<void>;
  /** The first failure; nothing is written after it. */
  failed(error: unknown): void;
}

/**
 * Passes on where the stages stand. Of a stage that reports often only the latest counts; one write is under
 * way at a time, so that writes neither pile up nor overtake each other.
 */
export class ProgressWriter {
  private waiting = new Map<string, StageProgress<string>>();
  private readonly states = new Map<string, string>();
  private timer: NodeJS.Timeout | null = null;
  private writing: Promise<void> = Promise.resolve();
  private broken = false;

  constructor(private readonly sink: ProgressSink) {}

  report(progress: StageProgress<string>): void {
    this.waiting.set(progress.stage, progress);
    const turned = this.states.get(progress.stage) !== progress.state;
    this.states.set(progress.stage, progress.state);
    if (turned) void this.flush();
    else this.timer ??= setTimeout(() => void this.flush(), everyMs);
  }

  /** Resolves when all that was reported is written, or cannot be. */
  flush(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.writing = this.writing.then(() => this.write());
    return this.writing;
  }

  private async write(): Promise<void> {
    if (this.broken || this.waiting.size === 0) return;
    const stages = [...this.waiting.values()];
    this.waiting = new Map();
    try {
      await this.sink.write(stages);
    } catch (error) {
      this.broken = true;
      this.sink.failed(error);
    }
  }
}

/** What of a stream progress needs; `process.stderr` is one. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/**
 * Shows how far long work has come: a bar that redraws itself on a terminal, a line every 10 % elsewhere.
 * It writes to stderr, so that stdout stays a result that can be piped.
 */
export class Progress {
  private shown = -1;

  constructor(
    private readonly label: string,
    private readonly stream: ProgressStream,
    private readonly now: () => number,
    private readonly startedAt = now(),
  ) {}

  /** @param done share, 0 to 1 */
  update(done: number, detail = ''): void {
    const percent = Math.floor(100 * Math.min(1, Math.max(0, done)));
    const step = this.stream.isTTY ? percent : Math.floor(percent / 10);
    if (step === this.shown) return;
    this.shown = step;
    if (!this.stream.isTTY) {
      this.stream.write(`${this.label}: ${percent} %${detail && `, ${detail}`}\n`);
      return;
    }
    const filled = Math.round(percent / 5);
    const bar = '█'.repeat(filled) + '░'.repeat(20 - filled);
    const text = `${this.label} ${bar} ${percent} %${this.remaining(done)}${detail && ` · ${detail}`}`;
    this.stream.write(`\r\u001b[K${text.slice(0, (this.stream.columns ?? 100) - 1)}`);
  }

  /** Clears the bar, so that what follows begins on an empty line. */
  finish(): void {
    if (this.stream.isTTY) this.stream.write('\r\u001b[K');
  }

  private remaining(done: number): string {
    const elapsedMs = this.now() - this.startedAt;
    if (done < 0.05 || elapsedMs < 1000) return '';
    return ` · ${Math.ceil((elapsedMs * (1 - done)) / done / 1000)} s left`;
  }
}
